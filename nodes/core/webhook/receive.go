package webhook

import (
	"crypto/rand"
	"fmt"
	"mime"
	"strconv"
	"strings"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// call is a request that is taken in: by a Webhook node, or by a Wait node
// that it resumes.
type call struct {
	node.Host
	P              *reception
	Request        *node.Request
	Authentication string
	Code           responseCode
}

// receive is the Webhook node's answer to a request.
func receive(c *node.WebhookCall[params]) (node.WebhookResult, error) {
	in := &call{Host: c.Host, P: &c.P.reception, Request: c.Request}
	if err := in.checkRespondNodes(); err != nil {
		return node.WebhookResult{}, err
	}
	var err error
	if in.Authentication, err = c.P.Authentication.Or(c, 0, "none"); err != nil {
		return node.WebhookResult{}, err
	}
	if in.Code, err = c.P.Code.Or(c, 0, responseCode{}); err != nil {
		return node.WebhookResult{}, err
	}
	return in.take()
}

// take checks a request, makes the item that the workflow goes on with and
// says how the caller is answered.
func (c *call) take() (node.WebhookResult, error) {
	claims, reject, err := authorize(c)
	if err != nil || reject != nil {
		return node.WebhookResult{Reject: reject}, err
	}
	it, err := makeItem(c, claims)
	if err != nil {
		return node.WebhookResult{}, err
	}
	plan, err := planResponse(c)
	if err != nil {
		return node.WebhookResult{}, err
	}
	out, err := route(c, it)
	return node.WebhookResult{Output: out, Plan: plan}, err
}

// ConfigError is a contradiction in a workflow that only shows when a request
// arrives; its text goes to the caller.
type ConfigError struct{ text string }

func (e *ConfigError) Error() string { return e.text }

// Public marks the text as fit for the caller of the webhook.
func (e *ConfigError) Public() bool { return true }

const respondType = "n8n-nodes-base.respondToWebhook"

// checkRespondNodes holds the response mode against the Respond nodes that
// stand downstream; versions below 2 do not care.
func (c *call) checkRespondNodes() error {
	if c.Info().Version < 2 {
		return nil
	}
	mode, err := c.P.ResponseMode.At(c, 0)
	if err != nil {
		return err
	}
	has := c.HasChild(respondType)
	switch {
	case mode == string(node.RespondByNode) && !has:
		return &ConfigError{"No Respond to Webhook node found in the workflow"}
	case has && mode != string(node.RespondByNode) && mode != string(node.RespondStreaming):
		return &ConfigError{"Unused Respond to Webhook node found in the workflow"}
	}
	return nil
}

// route puts the item on the output of the request's method.
func route(c *call, it item.Item) (node.Output, error) {
	listed, err := c.P.Methods.At(c, 0)
	if err != nil {
		return nil, err
	}
	if !listed.IsArray() {
		return node.One([]item.Item{it}), nil
	}
	out := make(node.Output, listed.Len())
	for i, m := range listed.Elems() {
		out[i] = []item.Item{}
		if m.ToString() == c.Request.Method {
			out[i] = append(out[i], it)
		}
	}
	return out, nil
}

// makeItem makes the item: headers, params, query, body, webhookUrl,
// executionMode, and the files that came along.
func makeItem(c *call, claims value.Value) (item.Item, error) {
	raw, err := c.P.RawBody.Or(c, 0, false)
	if err != nil {
		return item.Item{}, err
	}
	whole, err := c.P.BinaryData.Or(c, 0, false)
	if err != nil {
		return item.Item{}, err
	}
	field, err := c.P.FileField.Or(c, 0, "")
	if err != nil {
		return item.Item{}, err
	}
	version := c.Info().Version
	var files *item.Binaries
	var body value.Value
	switch multipart := c.Request.ContentType == "multipart/form-data"; {
	case whole && version == 1:
		files, err = rawFile(c, orDefault(field, "data"))
		body = value.EmptyObject
	case multipart:
		if body, err = c.Request.Body(); err == nil {
			files, err = uploads(c, field)
		}
	default:
		body, err = c.Request.Body()
		if err == nil && body.IsUndefined() && version > 1 && !raw {
			files, err = rawFile(c, orDefault(field, "data"))
			body = value.EmptyObject
		}
	}
	if err == nil && raw {
		files, err = rawBytes(c)
	}
	if err != nil {
		return item.Item{}, err
	}
	mode := "production"
	if c.Request.Test {
		mode = "test"
	}
	fields := make([]value.Field, 0, 7)
	fields = append(fields, value.Field{Key: "headers", Value: c.Request.Headers}, value.Field{Key: "params", Value: c.Request.Params},
		value.Field{Key: "query", Value: c.Request.Query})
	if !body.IsUndefined() {
		fields = append(fields, value.Field{Key: "body", Value: body})
	}
	fields = append(fields, value.Field{Key: "webhookUrl", Value: value.String(c.Request.WebhookURL)},
		value.Field{Key: "executionMode", Value: value.String(mode)})
	if !claims.IsUndefined() {
		fields = append(fields, value.Field{Key: "jwtPayload", Value: claims})
	}
	return item.Item{JSON: value.Object(fields...), Binary: files}, nil
}

// uploads stores the files of a multipart body. One file of a field takes the
// field's name, several are numbered; with the option for the name all files
// are counted under it.
func uploads(c *call, field string) (*item.Binaries, error) {
	list, err := c.Request.Files()
	if err != nil {
		return nil, err
	}
	ofField := map[string]int{}
	for _, f := range list {
		ofField[f.Field]++
	}
	var files *item.Binaries
	seen := map[string]int{}
	for n, f := range list {
		name := strings.TrimSuffix(f.Field, "[]")
		switch {
		case field != "":
			name = field + strconv.Itoa(n)
		case strings.TrimSpace(name) == "":
			name = "data" + strconv.Itoa(n)
		case ofField[f.Field] > 1:
			name += strconv.Itoa(seen[f.Field])
		}
		seen[f.Field]++
		r, err := f.Open()
		if err != nil {
			return nil, err
		}
		file, err := c.Binary().Create(c.Context(), r, node.BinaryMeta{FileName: f.FileName, MimeType: f.MimeType})
		r.Close()
		if err != nil {
			return nil, err
		}
		files = files.With(name, file)
	}
	return files, nil
}

// rawFile stores the whole body as one file; none when the body is empty.
func rawFile(c *call, name string) (*item.Binaries, error) {
	r, err := c.Request.Raw()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	mimeType := c.Request.ContentTypeHeader
	if mimeType == "" {
		mimeType = "application/octet-stream"
	}
	_, params, _ := mime.ParseMediaType(c.Request.Headers.Get("content-disposition").ToString())
	fileName := params["filename"]
	if fileName == "" {
		fileName = randomName()
	}
	file, err := c.Binary().Create(c.Context(), r, node.BinaryMeta{FileName: fileName, MimeType: mimeType})
	if err != nil || file.Content.Size() == 0 {
		return nil, err
	}
	return item.NewBinaries(item.NamedBinary{Name: name, File: file}), nil
}

// rawBytes is the option Raw Body: the bytes as received under "data". Only
// the type is known of them.
func rawBytes(c *call) (*item.Binaries, error) {
	r, err := c.Request.Raw()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	mimeType := c.Request.ContentTypeHeader
	if mimeType == "" {
		mimeType = "application/json"
	}
	stored, err := c.Binary().Create(c.Context(), r, node.BinaryMeta{MimeType: mimeType})
	if err != nil {
		return nil, err
	}
	return item.NewBinaries(item.NamedBinary{Name: "data", File: &item.Binary{MimeType: mimeType, Content: stored.Content}}), nil
}

// planResponse says how the caller is answered.
func planResponse(c *call) (node.ResponsePlan, error) {
	p := c.P
	plan := node.ResponsePlan{Status: 200}
	mode, err := p.ResponseMode.At(c, 0)
	if err != nil {
		return plan, err
	}
	plan.Mode = node.ResponseMode(mode)
	switch plan.Mode {
	case node.RespondAtOnce, node.RespondLastNode, node.RespondByNode, node.RespondStreaming:
	default:
		return plan, &ConfigError{fmt.Sprintf("The response mode '%s' is not valid!", mode)}
	}
	if plan.Status, err = status(c); err != nil {
		return plan, err
	}
	entries, err := p.Headers.Or(c, 0, nil)
	if err != nil {
		return plan, err
	}
	for _, h := range entries {
		plan.Headers = append(plan.Headers, node.Header{Name: strings.ToLower(h.Name), Value: h.Value})
	}
	var errs [6]error
	plan.AtOnce, errs[0] = p.AtOnce.Or(c, 0, value.Undefined)
	plan.NoBody, errs[1] = p.NoBody.Or(c, 0, false)
	plan.Data, errs[2] = p.ResponseData.Or(c, 0, "firstEntryJson")
	plan.PropertyName, errs[3] = p.PropertyName.Or(c, 0, "")
	plan.ContentType, errs[4] = p.ContentType.Or(c, 0, "")
	plan.BinaryProperty, errs[5] = p.BinaryProperty.Or(c, 0, "data")
	if !plan.AtOnce.Truthy() {
		plan.AtOnce = value.Undefined
	}
	for _, err := range errs {
		if err != nil {
			return plan, err
		}
	}
	return plan, nil
}

func status(c *call) (int, error) {
	code, err := c.P.ResponseCode.Or(c, 0, 0)
	if err != nil || code != 0 {
		return int(code), err
	}
	for _, v := range []value.Value{c.Code.Custom, c.Code.Code} {
		if n := v.ToNumber(); v.Truthy() && n == n {
			return int(n), nil
		}
	}
	return 200, nil
}

func orDefault(s, fallback string) string {
	if s == "" {
		return fallback
	}
	return s
}

// randomName is a random UUID (version 4), the name of a file that came
// without one.
func randomName() string {
	var b [16]byte
	rand.Read(b[:])
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
