// Package crypto is the Crypto node: digests, signatures and random texts
// (transform reference §10).
package crypto

import (
	"crypto/hmac"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"hash"
	"io"
	"math"
	"regexp"

	"github.com/google/uuid"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// Node declares the node.
var Node = node.Define(node.Spec[params]{
	Name: "n8n-nodes-base.crypto", Title: "Crypto", Groups: []string{"transform"},
	Summary: "Makes digests, signatures and random texts.",
	Icon:    "key-round", Color: "#408000", Versions: node.Versions(1),
	Inputs: node.Main(1), Outputs: node.Main(1), Params: declared, Run: run,
	Examples: []node.Example{{
		Title: "The SHA-256 digest of a text", Version: 1, Params: `{"type":"SHA256","value":"hello","dataPropertyName":"digest"}`,
		Input: `[{"id":1}]`, Output: `[[{"id":1,"digest":"2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"}]]`,
	}},
})

type params struct {
	Action     node.Field[string]      `param:"action"`
	Type       node.Field[string]      `param:"type"`
	IsBinary   node.Field[bool]        `param:"binaryData"`
	File       node.Field[string]      `param:"binaryPropertyName"`
	Value      node.Field[value.Value] `param:"value"`
	Output     node.Field[string]      `param:"dataPropertyName"`
	Secret     node.Field[value.Value] `param:"secret"`
	Encoding   node.Field[string]      `param:"encoding"`
	Algorithm  node.Field[string]      `param:"algorithm"`
	PrivateKey node.Field[string]      `param:"privateKey"`
	Kind       node.Field[string]      `param:"encodingType"`
	Length     node.Field[float64]     `param:"stringLength"`
}

func run(c *node.Call[params]) (node.Output, error) {
	in := c.Input(0)
	out := make([]item.Item, len(in))
	for i, it := range in {
		text, name, err := generated(c, i)
		if err != nil {
			if !c.ContinueOnFail() {
				return nil, node.WrapItem(err, i)
			}
			out[i] = item.FromPair(value.Object(value.Field{Key: "error", Value: value.String(err.Error())}), i)
			continue
		}
		// Files are not passed on.
		out[i] = item.FromPair(it.JSON.Set(name, value.String(text)), i)
	}
	return node.One(out), nil
}

// generated makes the text for item i, and tells under which name it goes.
func generated(c *node.Call[params], i int) (text, name string, err error) {
	if name, err = c.P.Output.Or(c, i, ""); err != nil {
		return "", "", err
	}
	action, err := c.P.Action.At(c, i)
	if err != nil {
		return "", "", err
	}
	var data []byte
	switch action {
	case "generate":
		text, err = generate(c, i)
		return text, name, err
	case "sign":
		data, err = signed(c, i)
	default:
		data, err = digested(c, i, action == "hmac")
	}
	if err != nil {
		return "", "", err
	}
	encoding, err := c.P.Encoding.Or(c, i, "")
	if err != nil {
		return "", "", err
	}
	if encoding == "base64" {
		return base64.StdEncoding.EncodeToString(data), name, nil
	}
	return hex.EncodeToString(data), name, nil
}

func digested(c *node.Call[params], i int, keyed bool) ([]byte, error) {
	typ, err := c.P.Type.Or(c, i, "")
	if err != nil {
		return nil, err
	}
	var h hash.Hash
	d, known := findDigest(typ)
	switch {
	case keyed:
		v, err := c.P.Secret.Or(c, i, value.Undefined)
		if err != nil {
			return nil, err
		}
		secret, err := bytesOf(v, `"key" argument must be of type string or an instance of ArrayBuffer, Buffer, TypedArray, DataView, KeyObject, or CryptoKey`)
		if err != nil {
			return nil, err
		}
		if !known {
			return nil, node.Errorf("Invalid digest: %s", typ)
		}
		h = hmac.New(d.new, secret)
	case !known:
		return nil, node.Errorf("Digest method not supported")
	default:
		h = d.new()
	}
	isBinary, err := c.P.IsBinary.Or(c, i, false)
	if err != nil {
		return nil, err
	}
	if isBinary {
		if err := readFile(c, i, h); err != nil {
			return nil, err
		}
		return h.Sum(nil), nil
	}
	text, err := textOf(c, i)
	if err != nil {
		return nil, err
	}
	h.Write(text)
	return h.Sum(nil), nil
}

// readFile writes the item's file into w.
func readFile(c *node.Call[params], i int, w io.Writer) error {
	name, err := c.P.File.Or(c, i, "data")
	if err != nil {
		return err
	}
	file, err := node.FileOf(c, 0, i, name)
	if err != nil {
		return err
	}
	r, err := file.Content.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	_, err = io.Copy(w, r)
	return err
}

func signed(c *node.Call[params], i int) ([]byte, error) {
	algorithm, err := c.P.Algorithm.Or(c, i, "")
	if err != nil {
		return nil, err
	}
	key, err := c.P.PrivateKey.Or(c, i, "")
	if err != nil {
		return nil, err
	}
	text, err := textOf(c, i)
	if err != nil {
		return nil, err
	}
	return sign(string(text), algorithm, key)
}

func textOf(c *node.Call[params], i int) ([]byte, error) {
	v, err := c.P.Value.Or(c, i, value.Undefined)
	if err != nil {
		return nil, err
	}
	return bytesOf(v, `"data" argument must be of type string or an instance of Buffer, TypedArray, or DataView`)
}

// bytesOf gives the UTF-8 of a text, and of everything else the error that
// JavaScript's crypto has for it.
func bytesOf(v value.Value, demand string) ([]byte, error) {
	if v.IsString() {
		return []byte(v.Str()), nil
	}
	received := "type " + v.TypeOf() + " (" + v.ToString() + ")"
	switch {
	case v.IsNullish():
		received = v.ToString()
	case v.IsArray():
		received = "an instance of Array"
	case v.IsDate():
		received = "an instance of Date"
	case v.TypeOf() == "object":
		received = "an instance of Object"
	}
	return nil, node.Errorf("The %s. Received %s", demand, received)
}

var notWord = regexp.MustCompile(`\W`)

// mostRandom bounds the length of a random text.
const mostRandom = 1 << 26

// generate makes a random text.
func generate(c *node.Call[params], i int) (string, error) {
	kind, err := c.P.Kind.Or(c, i, "")
	if err != nil {
		return "", err
	}
	if kind == "uuid" {
		return uuid.NewString(), nil
	}
	length, err := c.P.Length.Or(c, i, 0)
	if err != nil {
		return "", err
	}
	if !(length >= 0 && length <= mostRandom) || math.Trunc(length) != length {
		return "", node.Errorf(`The value of "size" is out of range. It must be >= 0 && <= %d. Received %s`, mostRandom, value.FormatNumber(length))
	}
	data := make([]byte, int(length))
	if _, err := rand.Read(data); err != nil {
		return "", err
	}
	text := ""
	switch kind {
	case "base64":
		text = notWord.ReplaceAllString(base64.StdEncoding.EncodeToString(data), "")
	case "ascii":
		for n := range data {
			data[n] &= 0x7f
		}
		return string(data), nil
	default:
		text = hex.EncodeToString(data)
	}
	return text[:min(len(text), len(data))], nil
}
