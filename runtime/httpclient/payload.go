package httpclient

import (
	"strings"
	"time"

	"runnel/runtime/value"
)

const (
	formType = "application/x-www-form-urlencoded"
	jsonType = "application/json"
)

// DefaultTimeout is the timeout of requests that set none.
const DefaultTimeout = 300 * time.Second

// Payload is what a request is to send, before it is known in which form: that
// hangs on the content type the request has already.
type Payload struct {
	// Value is a body as a value: objects, lists and numbers are written as
	// JSON, text as it is. Undefined means none.
	Value value.Value
	// Form are fields to be form-encoded, undefined for none.
	Form value.Value
	// Parts are those of a multipart body; nil for none.
	Parts []Part
	// Raw is a body that is ready.
	Raw *Body
	// Arrays is how lists in forms are written.
	Arrays ArrayFormat
	// Plain sends text as it is: without it every value gets the content type
	// of JSON and text that is no JSON becomes a JSON string.
	Plain bool
}

// Apply gives the request its body and the headers that belong to it. These
// are the rules of the original: an explicit content type of forms or
// multipart turns values into that; Form and Parts replace another content
// type; everything else is JSON (core reference §6.4).
func (p Payload) Apply(r *Request) error {
	contentType, _ := r.Headers.Get("content-type")
	switch {
	case p.Raw != nil:
		r.Body = p.Raw
		return nil
	case contentType == formType && p.Parts == nil:
		if p.Value.IsString() {
			r.Body = TextBody(p.Value.Str(), formType)
			return nil
		}
		fields := merged(p.Value, p.Form)
		r.Body = TextBody(EncodeQuery(fields, p.Arrays), formType)
		return nil
	case strings.Contains(contentType, "multipart/form-data"):
		parts, err := p.multipart()
		if err != nil {
			return err
		}
		r.setMultipart(parts)
		return nil
	case p.Parts != nil:
		r.setMultipart(p.Parts)
		return nil
	case !p.Form.IsUndefined() && p.Value.IsUndefined():
		text := EncodeQuery(p.Form, p.Arrays)
		r.Headers.Delete("content-type")
		r.Headers.Set("Content-Type", formType)
		r.Body = TextBody(text, formType)
		return nil
	}
	v := p.Value
	if v.IsObject() && p.Form.IsObject() {
		v = merged(v, p.Form)
	}
	if v.IsUndefined() {
		return nil
	}
	if contentType == "" && !p.Plain && !(v.IsString() && v.Str() == "") {
		contentType = jsonType
		r.Headers.Set("content-type", jsonType)
	}
	return r.setValue(v, contentType)
}

// setValue sends a value: an object or list always as JSON, anything else so
// under a JSON content type, where text that is JSON already stays. Text
// without a content type gets the one of forms, as axios has it.
func (r *Request) setValue(v value.Value, contentType string) error {
	isJSON := strings.Contains(contentType, jsonType)
	object := v.IsObject() || v.IsArray() || v.IsDate()
	switch {
	case object && strings.Contains(contentType, formType):
		r.Body = TextBody(EncodeQuery(v, ArraysIndexed), "")
	case isJSON && v.IsString():
		if _, err := value.ParseString(v.Str()); err == nil {
			r.Body = TextBody(value.TrimSpace(v.Str()), "")
			return nil
		}
		r.Body = TextBody(v.JSON(), "")
	case object, isJSON:
		if contentType == "" {
			r.Headers.Set("content-type", jsonType)
		}
		r.Body = TextBody(v.JSON(), "")
	case !v.Truthy():
	case v.IsString():
		method := strings.ToUpper(r.Method)
		if contentType == "" && (method == "POST" || method == "PUT" || method == "PATCH") {
			r.Headers.Set("Content-Type", formType)
		}
		r.Body = TextBody(v.Str(), "")
	default:
		return &Error{Code: "ERR_BAD_REQUEST", Message: "Data after transformation must be a string, an ArrayBuffer, a Buffer, or a Stream"}
	}
	return nil
}

func (r *Request) setMultipart(parts []Part) {
	r.Body = MultipartBody(parts)
	r.Headers.Delete("content-type")
	r.Headers.Set("content-type", r.Body.ContentType)
}

func (p Payload) multipart() ([]Part, error) {
	parts := p.Parts
	for k, v := range merged(p.Value, p.Form).Entries() {
		list := []value.Value{v}
		if v.IsArray() {
			list = v.Elems()
		}
		for _, e := range list {
			part, err := TextPart(k, e)
			if err != nil {
				return nil, err
			}
			parts = append(parts, part)
		}
	}
	return parts, nil
}

// FormParts makes the multipart fields of an object; a list becomes a field
// for each of its elements.
func FormParts(fields value.Value) ([]Part, error) {
	return Payload{Value: fields}.multipart()
}

// merged gives a's fields with b's on top; what is no object counts as empty.
func merged(a, b value.Value) value.Value {
	if !a.IsObject() {
		a = value.EmptyObject
	}
	for k, v := range b.Entries() {
		a = a.Set(k, v)
	}
	return a
}

// Lenient reads text as JSON if it is, and else gives it as text: how the
// original's HTTP library reads every answer that nobody asks otherwise for.
func Lenient(text string) value.Value {
	if text == "" {
		return value.String("")
	}
	if v, err := value.ParseString(text); err == nil {
		return v
	}
	return value.String(text)
}
