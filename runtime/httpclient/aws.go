package httpclient

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"sort"
	"strings"
	"time"
)

// AWS signs requests by AWS Signature Version 4.
type AWS struct {
	AccessKey, SecretKey, SessionToken string
	// Region is used for hosts that do not name theirs.
	Region string
	// Time is now when it is zero; tests set it.
	Time time.Time
}

// Sign adds the headers of the signature. The body is read for it.
func (a AWS) Sign(r *Request) error {
	u, err := ParseURL(r.URL)
	if err != nil {
		return err
	}
	now := a.Time
	if now.IsZero() {
		now = time.Now()
	}
	stamp := now.UTC().Format("20060102T150405Z")
	service, region := awsService(u.Hostname(), a.Region)
	payload, err := bodyHash(r.Body)
	if err != nil {
		return err
	}
	r.Headers.Set("X-Amz-Date", stamp)
	if a.SessionToken != "" {
		r.Headers.Set("X-Amz-Security-Token", a.SessionToken)
	}
	if service == "s3" {
		r.Headers.Set("X-Amz-Content-Sha256", payload)
	}
	signed := map[string]string{"host": u.Host}
	for _, h := range r.Headers {
		name := strings.ToLower(h.Name)
		if strings.HasPrefix(name, "x-amz-") || name == "content-type" {
			signed[name] = strings.Join(strings.Fields(h.Value), " ")
		}
	}
	names := make([]string, 0, len(signed))
	for name := range signed {
		names = append(names, name)
	}
	sort.Strings(names)
	var headers strings.Builder
	for _, name := range names {
		headers.WriteString(name + ":" + signed[name] + "\n")
	}
	path := u.Path
	if service != "s3" {
		path = strings.ReplaceAll(escape(path), "%2F", "/") // encoded twice, as AWS wants it
	}
	method := strings.ToUpper(r.Method)
	if method == "" {
		method = "GET"
	}
	canonical := strings.Join([]string{method, path, canonicalQuery(u.Query), headers.String(), strings.Join(names, ";"), payload}, "\n")
	scope := stamp[:8] + "/" + region + "/" + service + "/aws4_request"
	sum := sha256.Sum256([]byte(canonical))
	toSign := "AWS4-HMAC-SHA256\n" + stamp + "\n" + scope + "\n" + hex.EncodeToString(sum[:])
	key := []byte("AWS4" + a.SecretKey)
	for _, part := range []string{stamp[:8], region, service, "aws4_request", toSign} {
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(part))
		key = mac.Sum(nil)
	}
	r.Headers.Set("Authorization", "AWS4-HMAC-SHA256 Credential="+a.AccessKey+"/"+scope+
		", SignedHeaders="+strings.Join(names, ";")+", Signature="+hex.EncodeToString(key))
	return nil
}

func bodyHash(b *Body) (string, error) {
	h := sha256.New()
	if b != nil {
		r, err := b.Open()
		if err != nil {
			return "", err
		}
		_, err = io.Copy(h, r)
		r.Close()
		if err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

func canonicalQuery(query string) string {
	var pairs []string
	for part := range strings.SplitSeq(query, "&") {
		if part != "" {
			key, text, _ := strings.Cut(part, "=")
			pairs = append(pairs, escape(unescapePath(key))+"="+escape(unescapePath(text)))
		}
	}
	sort.Strings(pairs)
	return strings.Join(pairs, "&")
}

// unescapePath undoes percent-encoding and leaves "+" alone.
func unescapePath(s string) string { return unescapeForm(strings.ReplaceAll(s, "+", "%2B")) }

// awsService reads the service and region out of a host such as
// sqs.eu-west-1.amazonaws.com or bucket.s3.eu-west-1.amazonaws.com.
func awsService(host, region string) (string, string) {
	name, ok := strings.CutSuffix(strings.TrimSuffix(host, ".cn"), ".amazonaws.com")
	labels := strings.Split(name, ".")
	for i, label := range labels {
		if label == "s3" || strings.HasPrefix(label, "s3-") {
			if i+1 < len(labels) {
				region = labels[i+1]
			} else if r := strings.TrimPrefix(label, "s3-"); r != label && r != "accelerate" {
				region = r
			}
			return "s3", region
		}
	}
	switch {
	case !ok:
		return labels[0], region
	case len(labels) >= 2:
		return labels[len(labels)-2], labels[len(labels)-1]
	case region == "" || labels[0] == "iam" || labels[0] == "cloudfront" || labels[0] == "route53":
		region = "us-east-1" // services that are the same everywhere
	}
	return labels[0], region
}
