package node

import (
	"io"

	"runnel/runtime/item"
	"runnel/runtime/value"
)

// WebhookSpec declares a webhook that a node listens on while its workflow is
// active.
type WebhookSpec struct {
	// Restart marks the webhook that resumes a waiting execution; it is not
	// registered, but reached by the execution's id.
	Restart bool
	// Form marks the pages of a form: they are below /form and /form-waiting
	// instead of /webhook and /webhook-waiting, and people look at them.
	Form bool
	// Methods gives the HTTP methods, and Path the path as the user wrote it.
	// Both are computed from the node's parameters when the workflow is
	// activated.
	Methods func(Params Static) ([]string, error)
	Path    func(Params Static) (string, error)
}

// Static reads parameters when the workflow is compiled, before any data
// exists; expressions in them are evaluated without items.
type Static interface {
	// Param gives a parameter by its dotted path, undefined when absent.
	Param(path string) value.Value
	Version() float64
	Info() *Info
}

// Request is an HTTP request to a webhook, read and decoded by the server.
type Request struct {
	Method string
	// Path is the request's path below the endpoint, without slashes around.
	Path string
	// Headers are lower-cased names with their values, in the order received.
	Headers value.Value
	// Params are the values of a dynamic path's :name segments.
	Params value.Value
	// Query is the query string, brackets read as nesting.
	Query value.Value
	// RemoteIP is the caller's address; ForwardedIPs those that trusted
	// proxies reported.
	RemoteIP     string
	ForwardedIPs []string
	// Test is set for a call to the test URL.
	Test bool
	// WebhookURL is the public URL of the webhook.
	WebhookURL string

	// Body reads and decodes the body on first use: undefined when the content
	// type has no decoder or there is no body.
	Body func() (value.Value, error)
	// Files gives the uploads of a multipart body in order of appearance.
	Files func() ([]UploadedFile, error)
	// Raw gives the body's bytes as received (decompressed).
	Raw func() (io.ReadCloser, error)
	// ContentType is the media type without parameters, lower-cased.
	ContentType string
	// ContentTypeHeader is the header as received.
	ContentTypeHeader string
}

// UploadedFile is one file of a multipart body.
type UploadedFile struct {
	Field    string
	FileName string
	MimeType string
	Size     int64
	Open     func() (io.ReadCloser, error)
}

// WebhookCall is what a node's webhook function receives.
type WebhookCall[P any] struct {
	Host
	P       *P
	Request *Request
}

// WebhookResult is what a webhook function decides.
type WebhookResult struct {
	// Reject answers at once and starts nothing: a refusal, or a page with a
	// form.
	Reject *Response
	// Last answers at once, and the waiting execution goes on with Output beside
	// it: a form's closing page. It may have a Body and a File: the body is the
	// page, the file is what its link "?file" leads to.
	Last *Response
	// Output are the items that the execution starts with, a list an output.
	Output Output
	// Plan says how and when the caller is answered.
	Plan ResponsePlan
}

// ResponseMode says when a webhook's caller is answered.
type ResponseMode string

// The response modes of a webhook.
const (
	RespondAtOnce    ResponseMode = "onReceived"
	RespondLastNode  ResponseMode = "lastNode"
	RespondByNode    ResponseMode = "responseNode"
	RespondStreaming ResponseMode = "streaming"
)

// ResponsePlan says how a webhook's caller is answered.
type ResponsePlan struct {
	Mode   ResponseMode
	Status int
	// Headers are lower-cased names with their values, in order.
	Headers []Header
	// AtOnce is the body for RespondAtOnce: undefined means the standard
	// message, NoBody an empty body.
	AtOnce value.Value
	NoBody bool
	// Data is, for RespondLastNode: firstEntryJson, allEntries,
	// firstEntryBinary or noData.
	Data           string
	PropertyName   string
	ContentType    string
	BinaryProperty string
	// Page is what a person sees who has sent a form, once it is answered and no
	// other page follows; nil where there is no form.
	Page *Response
}

// Header is one header line.
type Header struct{ Name, Value string }

// Response is an answer to a webhook's caller.
type Response struct {
	Status  int
	Headers []Header
	// Body is sent as JSON, or as it is when it is a string and Text is set.
	// Undefined means an empty body.
	Body value.Value
	Text bool
	// File is sent instead of Body when it is set.
	File *item.Binary
}
