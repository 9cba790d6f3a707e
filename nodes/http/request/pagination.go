package request

import (
	"crypto/md5"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"runnel/runtime/httpclient"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// pagination says how the pages after the first are asked for and when there
// are no more (core reference §6.8). Its texts may be expressions.
type pagination struct {
	// changes are laid over each page's request: {qs, headers, body} with
	// names and values, or {url}.
	changes value.Value
	// until is the rule that ends it.
	until func(ask asker, i int, extra []value.Field) (bool, error)
	// most is how many pages are asked for, undefined for no limit.
	most     value.Value
	interval value.Value
}

// asker evaluates an expression.
type asker func(text string, i int, extra ...value.Field) (value.Value, error)

// paginationV3 reads the settings, nil when there is no pagination. They are
// those of the first item for all items, with expressions unevaluated.
func paginationV3(c *node.Call[paramsV3]) (*pagination, error) {
	raw := c.P.Pagination.Raw()
	mode := raw.Get("paginationMode").Str()
	if !raw.IsObject() || mode == "off" || mode == "" {
		return nil, nil
	}
	p := &pagination{changes: value.EmptyObject, interval: raw.Get("requestInterval")}
	if raw.Get("limitPagesFetched").Truthy() {
		p.most = raw.Get("maxRequests")
	}
	var err error
	if p.until, err = endRule(raw); err != nil {
		return nil, err
	}
	switch mode {
	case "updateAParameterInEachRequest":
		p.changes, err = changesOf(raw.Get("parameters").Get("parameters"))
	case "responseContainsNextURL":
		p.changes = p.changes.Set("url", raw.Get("nextURL"))
	}
	return p, err
}

// endRule reads when the last page has come.
func endRule(raw value.Value) (func(asker, int, []value.Field) (bool, error), error) {
	switch raw.Get("paginationCompleteWhen").Str() {
	case "receiveSpecificStatusCodes":
		var codes []int
		for part := range strings.SplitSeq(raw.Get("statusCodesWhenComplete").ToString(), ",") {
			if code, ok := leadingInt(part); ok {
				codes = append(codes, code)
			}
		}
		return func(_ asker, _ int, extra []value.Field) (bool, error) {
			status := response(extra).Get("statusCode").Num()
			for _, code := range codes {
				if float64(code) == status {
					return true, nil
				}
			}
			return false, nil
		}, nil
	case "responseIsEmpty", "":
		return func(_ asker, _ int, extra []value.Field) (bool, error) {
			body := response(extra).Get("body")
			if body.IsArray() {
				return body.Len() == 0, nil
			}
			return !body.Truthy(), nil
		}, nil
	}
	text := raw.Get("completeExpression").Str()
	if !strings.HasPrefix(text, "=") {
		return nil, node.Errorf("Invalid or empty Complete Expression")
	}
	// The expression stands between "={{" and "}}".
	inner := strings.TrimSpace(text)
	inner = inner[min(3, len(inner)):]
	inner = inner[:max(len(inner)-2, 0)]
	return func(ask asker, i int, extra []value.Field) (bool, error) {
		v, err := ask("={{ !("+inner+") }}", i, extra...)
		return !v.Truthy(), err
	}, nil
}

// leadingInt reads the number at the front of a text, as parseInt does.
func leadingInt(s string) (int, bool) {
	s = strings.TrimSpace(s)
	end := 0
	for end < len(s) && s[end] >= '0' && s[end] <= '9' {
		end++
	}
	n, err := strconv.Atoi(s[:end])
	return n, err == nil
}

// changesOf reads what is updated in each request.
func changesOf(list value.Value) (value.Value, error) {
	changes := value.EmptyObject
	if list.Len() == 1 && list.Index(0).Get("name").Str() == "" && emptyText(list.Index(0).Get("value")) {
		return changes, node.Errorf("At least one entry with 'Name' and 'Value' filled must be included in 'Parameters' to use 'Update a Parameter in Each Request' mode ")
	}
	for n, p := range list.Elems() {
		name, v := p.Get("name").Str(), p.Get("value")
		if name == "" {
			return changes, node.Errorf("Parameter name must be set for parameter [%d] in pagination settings", n+1)
		}
		if emptyText(v) {
			return changes, node.Errorf("Some value must be provided for parameter [%d] in pagination settings, omitting it will result in an infinite loop", n+1)
		}
		kind := p.Get("type").Str()
		if kind == "" {
			kind = "qs"
		}
		of := changes.Get(kind)
		if !of.IsObject() {
			of = value.EmptyObject
		}
		changes = changes.Set(kind, of.Set(name, v))
	}
	return changes, nil
}

func emptyText(v value.Value) bool { return v.IsNullish() || v.IsString() && v.Str() == "" }

// response finds $response among the variables of an evaluation.
func response(extra []value.Field) value.Value {
	for _, f := range extra {
		if f.Key == "$response" {
			return f.Value
		}
	}
	return value.Undefined
}

// run asks for one page after the other.
func (p *pagination) run(x *exchanger, d *draft, i int, ask asker) ([]page, error) {
	x.paginating = true
	var pages []page
	var last sameness
	extra := []value.Field{{Key: "$request", Value: d.value()}, {Key: "$response", Value: value.EmptyObject}, {Key: "$pageCount", Value: value.Int(0)}}
	for {
		changes, err := evaluate(ask, p.changes, i, extra)
		if err != nil {
			return nil, err
		}
		next := d.merge(changes)
		if _, err := httpclient.ParseURL(next.url); err != nil {
			return nil, node.Errorf("'%s' is not a valid URL.", next.url).
				Describe("Make sure the \"Next URL\" parameter evaluates to a valid URL.").At(i)
		}
		got, err := x.exchange(next)
		if err != nil {
			return nil, err
		}
		if last.again(got) {
			return nil, node.Errorf("The returned response was identical 5x, so requests got stopped").
				Describe("Check if \"Pagination Completed When\" has been configured correctly.").At(i)
		}
		pages = append(pages, got)
		extra[1].Value, extra[2].Value = got.value(), value.Int(len(pages))
		if most, err := evaluate(ask, p.most, i, extra); err != nil {
			return nil, err
		} else if n := most.ToNumber(); n > 0 && float64(len(pages)) >= n {
			return pages, nil
		}
		if done, err := p.until(ask, i, extra); err != nil || done {
			return pages, err
		}
		if err := p.wait(x, ask, i, extra); err != nil {
			return nil, err
		}
		if !httpclient.Success(got.status) {
			return nil, got.refusal()
		}
	}
}

func (p *pagination) wait(x *exchanger, ask asker, i int, extra []value.Field) error {
	interval, err := evaluate(ask, p.interval, i, extra)
	if err != nil {
		return err
	}
	ms := interval.ToNumber()
	if !(ms > 0) {
		return x.ctx.Err()
	}
	timer := time.NewTimer(milliseconds(ms))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-x.ctx.Done():
		return x.ctx.Err()
	}
}

// value gives an answer as expressions see it ($response).
func (p page) value() value.Value {
	var b value.Builder
	body := p.body
	if body.IsUndefined() {
		body = value.EmptyObject
		if p.kind != asFile {
			body = value.Undefined
		}
	}
	b.Set("body", body)
	b.Set("headers", p.header)
	b.Set("statusCode", value.Int(p.status))
	return b.Object()
}

// refusal is the error of a page that failed while another was to follow.
func (p page) refusal() error {
	return &httpclient.StatusError{
		Status: p.status, StatusText: p.statusText, Header: p.header, Body: value.String(p.text), Raw: []byte(p.text), Method: http.MethodGet, URL: p.url,
	}
}

// evaluate resolves the expressions in a value.
func evaluate(ask asker, v value.Value, i int, extra []value.Field) (value.Value, error) {
	switch {
	case node.IsExpression(v):
		return ask(v.Str(), i, extra...)
	case v.IsObject():
		for k, e := range v.Entries() {
			x, err := evaluate(ask, e, i, extra)
			if err != nil {
				return v, err
			}
			v = v.Set(k, x)
		}
	case v.IsArray():
		for n, e := range v.Elems() {
			x, err := evaluate(ask, e, i, extra)
			if err != nil {
				return v, err
			}
			v = v.SetIndex(n, x)
		}
	}
	return v, nil
}

// sameness counts answers that are alike: of one length, and with the same
// etag or content.
type sameness struct {
	count, length int
	hash          string
}

// again notes an answer and tells whether it came too often.
func (s *sameness) again(p page) bool {
	etag := p.header.Get("etag").Str()
	if p.kind == asFile && etag == "" {
		return false
	}
	length, _ := leadingInt(p.header.Get("content-length").Str())
	if s.length != length {
		s.count, s.length = 0, length
		return false
	}
	hash := etag
	if hash == "" {
		text := p.text
		hash = fmt.Sprintf("%x", md5.Sum([]byte(text)))
	}
	if s.hash != hash {
		s.count, s.hash = 0, hash
		return false
	}
	s.count++
	return s.count > 2
}
