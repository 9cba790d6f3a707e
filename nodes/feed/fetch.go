package feed

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"runnel/runtime/httpclient"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// What feeds are asked for with; servers tell readers apart by these.
const (
	acceptRSS   = "application/rss+xml"
	acceptFeeds = "application/rss+xml, application/rdf+xml;q=0.8, application/atom+xml;q=0.6, application/xml;q=0.4, text/xml;q=0.4"
	userAgent   = "rss-parser"
)

// Bounds of fetching a feed; the first two are those of the original's parser.
const (
	fetchTime      = time.Minute
	fetchRedirects = 5
	maxFeed        = 64 << 20
)

// source is a feed to fetch.
type source struct {
	address, accept string
	insecure        bool
	// custom are further elements of an entry to take over.
	custom []string
}

// fetch reads a feed and gives its entries. The messages of its errors are the
// original's.
func fetch(h node.Host, s source) ([]value.Value, error) {
	if s.address == "" {
		return nil, node.Errorf("The parameter \"URL\" has to be set!")
	}
	if _, err := httpclient.ParseURL(s.address); err != nil {
		return nil, node.Errorf("The provided \"URL\" is not valid!")
	}
	client, err := h.HTTP(node.ClientOptions{InsecureTLS: s.insecure})
	if err != nil {
		return nil, err
	}
	late := fmt.Errorf("Request timed out after %dms", fetchTime.Milliseconds())
	ctx, cancel := context.WithTimeoutCause(h.Context(), fetchTime, late)
	defer cancel()
	resp, err := httpclient.Do(ctx, client, &httpclient.Request{
		URL: s.address, Redirects: fetchRedirects, UserAgent: userAgent, Headers: httpclient.Headers{{Name: "Accept", Value: s.accept}},
	})
	if err != nil {
		return nil, unreachable(ctx, err, s.address)
	}
	if resp.Status >= 300 {
		resp.Body.Close()
		return nil, fmt.Errorf("Status code %d", resp.Status)
	}
	data, err := resp.ReadAll(maxFeed)
	if err != nil {
		return nil, unreachable(ctx, err, s.address)
	}
	return entries(decode(data, resp.HeaderText("content-type")), s.custom)
}

// unreachable words why a feed could not be fetched.
func unreachable(ctx context.Context, err error, address string) error {
	var failed *httpclient.Error
	switch {
	case context.Cause(ctx) != nil:
		return context.Cause(ctx)
	case errors.As(err, &failed) && failed.Code == "ECONNREFUSED":
		return node.Errorf("It was not possible to connect to the URL. Please make sure the URL \"%s\" it is valid!", address).Because(err)
	case errors.As(err, &failed) && failed.Code == "ERR_FR_TOO_MANY_REDIRECTS":
		return errors.New("Too many redirects")
	}
	return err
}

// customNames reads the option that names further elements.
func customNames(list string) []string {
	if list == "" {
		return nil
	}
	names := strings.Split(list, ",")
	for i := range names {
		names[i] = strings.TrimSpace(names[i])
	}
	return names
}
