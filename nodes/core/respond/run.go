package respond

import (
	"fmt"
	"math"
	"strings"

	"github.com/golang-jwt/jwt/v5"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// startedBy are the types that can have received a request.
var startedBy = []string{
	"n8n-nodes-base.webhook", "n8n-nodes-base.formTrigger", "@n8n/n8n-nodes-langchain.chatTrigger", "n8n-nodes-base.wait",
}

func run(c *node.Call[params]) (node.Output, error) {
	out, err := respond(c)
	if err == nil || !c.ContinueOnFail() {
		return out, err
	}
	items := c.Input(0)
	pairs := make([]item.Pair, len(items))
	for i := range items {
		pairs[i] = item.Pair{Item: i}
	}
	failed := value.Object(value.Field{Key: "error", Value: value.String(err.Error())})
	return node.One([]item.Item{{JSON: failed, Paired: item.FromPairs(pairs...)}}), nil
}

// respond answers with item 0 and gives all items unchanged, the answer on a
// second output where the node has one.
func respond(c *node.Call[params]) (node.Output, error) {
	if c.Info().Version >= 1.1 && !c.HasParent(startedBy...) {
		return nil, node.Errorf("No Webhook node found in the workflow").
			Describe("Insert a Webhook node to your workflow and set the “Respond” parameter to “Using Respond to Webhook Node” ")
	}
	r, err := answer(c)
	if err != nil {
		return nil, err
	}
	if _, err := c.Respond(r); err != nil {
		return nil, err
	}
	items := c.Input(0)
	enabled, err := c.P.Output.Or(c, 0, false)
	if err != nil {
		return nil, err
	}
	if version := c.Info().Version; version != 1.3 && !(version >= 1.4 && enabled) {
		return node.One(items), nil
	}
	return node.Output{items, []item.Item{item.FromPair(describe(r), 0)}}, nil
}

// describe is the answer as data.
func describe(r node.Response) value.Value {
	var headers value.Builder
	for _, h := range r.Headers {
		headers.Set(h.Name, value.String(h.Value))
	}
	return value.Object(value.Field{Key: "response", Value: value.Object(
		value.Field{Key: "body", Value: r.Body},
		value.Field{Key: "headers", Value: headers.Object()},
		value.Field{Key: "statusCode", Value: value.Int(r.Status)},
	)})
}

// answer makes the response of the node's parameters.
func answer(c *node.Call[params]) (node.Response, error) {
	r := node.Response{}
	with, err := c.P.With.At(c, 0)
	if err != nil {
		return r, err
	}
	entries, err := c.P.Headers.Or(c, 0, nil)
	if err != nil {
		return r, err
	}
	for _, h := range entries {
		setHeader(&r, h.Name, h.Value)
	}
	code, err := c.P.Code.Or(c, 0, 200)
	if err != nil {
		return r, err
	}
	if r.Status = 200; code == code && code != 0 {
		r.Status = int(math.Trunc(code))
	}
	switch with {
	case "json":
		err = jsonBody(c, &r)
	case "jwt":
		err = jwtBody(c, &r)
	case "allIncomingItems":
		docs := make([]value.Value, len(c.Input(0)))
		for i, it := range c.Input(0) {
			docs[i] = it.JSON
		}
		err = itemsBody(c, &r, value.Array(docs...))
	case "firstIncomingItem":
		err = itemsBody(c, &r, c.Input(0)[0].JSON)
	case "text":
		err = textBody(c, &r)
	case "binary":
		err = fileBody(c, &r)
	case "redirect":
		var url string
		url, err = c.P.Redirect.At(c, 0)
		setHeader(&r, "location", url)
		if code, _ := c.P.Code.Or(c, 0, 307); code == code {
			r.Status = int(code)
		}
	case "noData":
	default:
		err = node.Errorf("The Response Data option \"%s\" is not supported!", with)
	}
	return r, err
}

func itemsBody(c *node.Call[params], r *node.Response, body value.Value) error {
	key, err := c.P.Key.Or(c, 0, "")
	if err != nil {
		return err
	}
	if key != "" {
		body = value.EmptyObject.SetAt(value.ParsePath(key), body)
	}
	r.Body = body
	return nil
}

// jsonBody takes an object as it is and text as JSON. No text means no body.
func jsonBody(c *node.Call[params], r *node.Response) error {
	body, err := c.P.Body.At(c, 0)
	if err != nil {
		return err
	}
	if body.IsNullish() || body.IsString() && body.Str() == "" {
		return nil
	}
	if !body.IsString() {
		r.Body = body
		return nil
	}
	if r.Body, err = value.ParseString(body.Str()); err != nil {
		return node.Errorf("Invalid JSON in 'Response Body' field").
			Describe("Check that the syntax of the JSON in the 'Response Body' parameter is valid")
	}
	return nil
}

func textBody(c *node.Call[params], r *node.Response) error {
	body, err := c.P.Body.At(c, 0)
	r.Body = body
	return err
}

func fileBody(c *node.Call[params], r *node.Response) error {
	first := c.Input(0)[0]
	if first.Binary.Len() == 0 {
		return node.Errorf("No binary data exists on the first item!")
	}
	source, err := c.P.Source.Or(c, 0, "automatically")
	if err != nil {
		return err
	}
	name := first.Binary.All()[0].Name
	if source == "set" {
		if name, err = c.P.FileField.At(c, 0); err != nil {
			return err
		}
	}
	file, err := node.FileOf(c, 0, 0, name)
	if err != nil {
		return err
	}
	r.File = file
	if !hasHeader(r, "content-type") && file.MimeType != "" {
		setHeader(r, "content-type", file.MimeType)
	}
	return nil
}

func jwtBody(c *node.Call[params], r *node.Response) error {
	token, err := sign(c)
	if err != nil {
		return node.Errorf("Error signing JWT token").Describe("%s", err.Error())
	}
	r.Body = value.Object(value.Field{Key: "token", Value: value.String(token)})
	return nil
}

func sign(c *node.Call[params]) (string, error) {
	cred, err := c.Credential("jwtAuth")
	if err != nil {
		return "", err
	}
	payload, err := c.P.Payload.At(c, 0)
	if err != nil {
		return "", err
	}
	if payload.IsString() {
		if payload, err = value.ParseString(payload.Str()); err != nil {
			return "", err
		}
	}
	name := cred.Text("algorithm")
	if name == "" {
		name = "HS256"
	}
	method := jwt.GetSigningMethod(name)
	if method == nil {
		return "", fmt.Errorf("the algorithm %q is unknown", name)
	}
	var key any = []byte(cred.Text("secret"))
	if cred.Text("keyType") == "pemKey" {
		pem := []byte(cred.Text("privateKey"))
		switch name[:2] {
		case "ES":
			key, err = jwt.ParseECPrivateKeyFromPEM(pem)
		case "Ed":
			key, err = jwt.ParseEdPrivateKeyFromPEM(pem)
		default:
			key, err = jwt.ParseRSAPrivateKeyFromPEM(pem)
		}
		if err != nil {
			return "", err
		}
	}
	claims := jwt.MapClaims{}
	for key, v := range payload.Entries() {
		claims[key] = jsonText(v.JSON())
	}
	return jwt.NewWithClaims(method, claims).SignedString(key)
}

// jsonText is a value that is JSON text already.
type jsonText string

// MarshalJSON gives the text.
func (t jsonText) MarshalJSON() ([]byte, error) { return []byte(t), nil }

func setHeader(r *node.Response, name, text string) {
	name = strings.ToLower(name)
	for i := range r.Headers {
		if r.Headers[i].Name == name {
			r.Headers[i].Value = text
			return
		}
	}
	r.Headers = append(r.Headers, node.Header{Name: name, Value: text})
}

func hasHeader(r *node.Response, name string) bool {
	for _, h := range r.Headers {
		if h.Name == name {
			return true
		}
	}
	return false
}
