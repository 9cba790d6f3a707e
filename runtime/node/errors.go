package node

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"runnel/runtime/value"
)

// Failure is what OperationError and APIError have in common: what the user
// sees of a node that failed. Its zero value is not useful; Errorf, Wrap and
// NewAPIError make failures.
type Failure struct {
	// Name is the kind of error as recorded, e.g. NodeOperationError.
	Name string
	// Message is what happened, Description what it means or what to do; ""
	// when there is nothing to add.
	Message, Description string
	// Messages are the texts that Message replaced, oldest first.
	Messages []string
	// Level is warning, error, info…
	Level string
	// Functionality is the part of the product that failed; "regular".
	Functionality string
	// Type refines the kind of error, "" for none.
	Type string
	// Item and Run are the item's and the run's index, nil when unknown.
	Item, Run *int
	// Metadata and Data are the context keys of these names.
	Metadata, Data value.Value
	// Time is when the error was made.
	Time time.Time
	// Cause is the error that was wrapped, nil for none.
	Cause error
}

func newFailure(name, message string) Failure {
	return Failure{Name: name, Message: message, Level: "warning", Functionality: "regular", Time: time.Now()}
}

// Error gives the message.
func (f *Failure) Error() string { return f.Message }

// Unwrap gives the error that was wrapped.
func (f *Failure) Unwrap() error { return f.Cause }

// Explanation gives the description.
func (f *Failure) Explanation() string { return f.Description }

// OperationError is the failure of a node to do its work: wrong parameters,
// unusable input. It is the original's NodeOperationError.
type OperationError struct{ Failure }

// Errorf makes an OperationError. A message that contains the code of a common
// system error is replaced by an explanation of it, as the original does
// (engine reference §9.5).
func Errorf(format string, args ...any) *OperationError {
	message := format
	if len(args) > 0 {
		message = fmt.Sprintf(format, args...)
	}
	e := &OperationError{newFailure("NodeOperationError", message)}
	e.explain("")
	return e
}

// Wrap makes an OperationError of any error. One that is an OperationError or
// an APIError already is given back itself, so wrapping twice does no harm.
func Wrap(err error) error {
	var op *OperationError
	var api *APIError
	if err == nil || errors.As(err, &op) || errors.As(err, &api) {
		return err
	}
	e := &OperationError{newFailure("NodeOperationError", err.Error())}
	var syntax *value.SyntaxError
	if errors.As(err, &syntax) {
		// The name of JavaScript's error is no part of its message.
		e.Message = syntax.Message()
	}
	if d, ok := err.(interface{ Explanation() string }); ok {
		e.Description = d.Explanation()
	}
	e.Cause = err
	e.explain("")
	return e
}

// WrapItem is Wrap with the index of the item that failed, unless the error
// names one already.
func WrapItem(err error, i int) error {
	err = Wrap(err)
	switch e := err.(type) {
	case *OperationError:
		if e.Item == nil {
			e.Item = &i
		}
	case *APIError:
		if e.Item == nil {
			e.Item = &i
		}
	}
	return err
}

// At sets the index of the item that failed.
func (e *OperationError) At(i int) *OperationError { e.Item = &i; return e }

// Describe sets the description. One that repeats the message is dropped.
func (e *OperationError) Describe(format string, args ...any) *OperationError {
	e.Description = format
	if len(args) > 0 {
		e.Description = fmt.Sprintf(format, args...)
	}
	if e.Description == e.Message {
		e.Description = ""
	}
	return e
}

// Because keeps the error that caused this one.
func (e *OperationError) Because(cause error) *OperationError { e.Cause = cause; return e }

// commonErrors are explanations of system errors, in the order in which they
// are looked for in a message.
var commonErrors = []struct{ code, text string }{
	{"ECONNREFUSED", "The service refused the connection - perhaps it is offline"},
	{"ECONNRESET", "The connection to the server was closed unexpectedly, perhaps it is offline. You can retry the request immediately or wait and retry later."},
	{"ENOTFOUND", "The connection cannot be established, this usually occurs due to an incorrect host (domain) value"},
	{"ETIMEDOUT", "The connection timed out, consider setting the 'Retry on Fail' option in the node settings"},
	{"ERRADDRINUSE", "The port is already occupied by some other application, if possible change the port or kill the application that is using it"},
	{"EADDRNOTAVAIL", "The address is not available, ensure that you have the right IP address"},
	{"ECONNABORTED", "The connection was aborted, perhaps the server is offline"},
	{"EHOSTUNREACH", "The host is unreachable, perhaps the server is offline"},
	{"EAI_AGAIN", "The DNS server returned an error, perhaps the server is offline"},
	{"ENOENT", "The file or directory does not exist"},
	{"EISDIR", "The file path was expected but the given path is a directory"},
	{"ENOTDIR", "The directory path was expected but the given path is a file"},
	{"EACCES", "Forbidden by access permissions, make sure you have the right permissions"},
	{"EEXIST", "The file or directory already exists"},
	{"EPERM", "Operation not permitted, make sure you have the right permissions"},
	{"GETADDRINFO", "The server closed the connection unexpectedly"},
}

// explain replaces the message when the code, or the message itself, names a
// common system error.
func (f *Failure) explain(code string) {
	if code != "" {
		for _, c := range commonErrors {
			if strings.EqualFold(c.code, code) {
				f.Messages = append(f.Messages, f.Message)
				f.Message = c.text
				return
			}
		}
	}
	upper := strings.ToUpper(f.Message)
	for _, c := range commonErrors {
		if strings.Contains(upper, c.code) {
			f.Messages = append(f.Messages, f.Message)
			f.Message = c.text
			return
		}
	}
}

// APIError is a failure that a service reported. It is the original's
// NodeApiError.
type APIError struct {
	Failure
	// HTTPCode is the status code as text, "" when there was none.
	HTTPCode string
	// Response is what was known of the error, kept for the record.
	Response value.Value
}

// APIOptions say what is known better than the response tells.
type APIOptions struct {
	Message, Description, HTTPCode string
}

// At sets the index of the item that failed.
func (e *APIError) At(i int) *APIError { e.Item = &i; return e }

var (
	statusKeys  = []string{"statusCode", "status", "code", "status_code", "errorCode", "error_code"}
	nestingKeys = []string{"Error", "error", "err", "response", "body", "data"}
	messageKeys = []string{"cause", "error", "message", "Message", "msg", "messages", "description", "reason", "detail", "details",
		"errors", "errorMessage", "errorMessages", "ErrorMessage", "error_message", "_error_message", "errorDescription",
		"error_description", "error_summary", "error_info", "title", "text", "field", "err", "type"}
	statusTexts = map[string]string{
		"400": "Bad request - please check your parameters",
		"401": "Authorization failed - please check your credentials",
		"402": "Payment required - perhaps check your payment details?",
		"403": "Forbidden - perhaps check your credentials?",
		"404": "The resource you are requesting could not be found",
		"405": "Method not allowed - please check you are using the right HTTP method",
		"429": "The service is receiving too many requests from you",
		"500": "The service was not able to process your request",
		"502": "Bad gateway - the service failed to handle your request",
		"503": "Service unavailable - try again later or consider setting this node to retry automatically (in the node settings)",
		"504": "Gateway timed out - perhaps try again later?",
	}
)

const unknownIssue = "There was an unknown issue while executing the node"

// NewAPIError reads a failure out of what a service or an HTTP client reported
// (an object such as {message, statusCode, response: {data}}), by the rules of
// the engine reference §9.5: what opt gives wins; the message of a status code
// replaces the reported one, which is kept in Messages.
func NewAPIError(response value.Value, opt APIOptions) *APIError {
	e := &APIError{Failure: newFailure("NodeApiError", ""), Response: response}
	e.keep(text(response.Get("message")))
	reason := response.Get("reason")
	if opt.Description == "" {
		e.Description = firstText(response.Get("description"), reason.Get("description"))
	}
	if opt.Message == "" {
		e.Message = firstText(response.Get("message"), reason.Get("message"), value.String(opt.Description))
	}
	if reason.Get("isAxiosError").Truthy() && reason.Get("response").Truthy() {
		response = reason.Get("response")
	}
	e.HTTPCode = opt.HTTPCode
	if e.HTTPCode == "" {
		e.HTTPCode = findIn(response, statusKeys, nestingKeys)
	}
	description := opt.Description
	if data := response.Get("response").Get("data"); data.IsObject() {
		if m := data.Get("message"); m.Truthy() {
			description = m.ToString()
		} else if m := data.Get("error").Get("message"); m.Truthy() && !data.Get("error").IsString() {
			description = m.ToString()
		}
		e.Data = data
	}
	if description != "" {
		e.Description = description
	}
	if e.Description == "" {
		e.Description = findIn(response, messageKeys, nestingKeys)
	}
	if opt.Message != "" {
		e.Message = opt.Message
	} else {
		e.byStatus()
	}
	if e.Message == e.Description {
		e.Description = ""
	}
	code := e.HTTPCode
	if code == "" {
		code = firstText(response.Get("code"), reason.Get("code"))
	}
	e.explain(code)
	return e
}

// byStatus sets the message that belongs to the status code.
func (e *APIError) byStatus() {
	if e.HTTPCode == "" && strings.Contains(strings.ToLower(e.Message), "bad gateway") {
		e.HTTPCode = "502"
	}
	general := ""
	switch {
	case e.HTTPCode == "":
	case statusTexts[e.HTTPCode] != "":
		general = statusTexts[e.HTTPCode]
	case e.HTTPCode[0] == '4':
		general = "Your request is invalid or could not be processed by the service"
	case e.HTTPCode[0] == '5':
		general = "The service failed to process your request"
	}
	if general != "" {
		e.keep(e.Message)
		e.Message = general
		return
	}
	if e.Message == "" {
		e.Message, e.Description = e.Description, ""
	}
	if e.Message == "" {
		e.Message = unknownIssue
	}
}

func (f *Failure) keep(message string) {
	if message != "" && !slices.Contains(f.Messages, message) {
		f.Messages = append(f.Messages, message)
	}
}

// findIn searches an object for the first of the keys that leads to a text or
// a number, depth first, then in the objects under the nesting keys.
func findIn(v value.Value, keys, nesting []string) string {
	if !v.IsObject() {
		return ""
	}
	for _, key := range keys {
		x := v.Get(key)
		if !x.Truthy() {
			continue
		}
		if x.IsString() {
			parsed, err := value.ParseString(x.Str())
			if err != nil {
				return x.Str()
			}
			if x = parsed; x.IsString() {
				return x.Str()
			}
		}
		switch {
		case x.IsNumber():
			return x.ToString()
		case x.IsArray():
			var parts []string
			for _, e := range x.Elems() {
				switch {
				case e.IsString(), e.IsNumber():
					parts = append(parts, e.ToString())
				case e.IsObject():
					if part := findIn(e, keys, nil); part != "" {
						parts = append(parts, part)
					}
				}
			}
			return strings.Join(parts, " | ")
		case x.IsObject():
			if found := findIn(x, keys, nil); found != "" {
				return found
			}
		}
	}
	for _, key := range nesting {
		if found := findIn(v.Get(key), keys, nesting); found != "" {
			return found
		}
	}
	return ""
}

func text(v value.Value) string {
	if !v.Truthy() {
		return ""
	}
	return v.ToString()
}

func firstText(values ...value.Value) string {
	for _, v := range values {
		if v.Truthy() {
			return v.ToString()
		}
	}
	return ""
}

// JSONError is an error that knows how it is written into an execution's
// record. node is the node it happened in, as the workflow stores it.
type JSONError interface {
	error
	ErrorJSON(node value.Value) value.Value
}

// ErrorJSON gives an error as an execution's record shows it: its own form if
// it has one, else a plain error's message and stack.
func ErrorJSON(err error, node value.Value) value.Value {
	var j JSONError
	if errors.As(err, &j) {
		return j.ErrorJSON(node)
	}
	var b value.Builder
	b.Set("message", value.String(err.Error()))
	b.Set("stack", value.String("Error: "+err.Error()))
	return b.Object()
}

func (f *Failure) head(b *value.Builder) {
	b.Set("level", value.String(f.Level))
	b.Set("tags", value.EmptyObject)
	var context value.Builder
	if f.Run != nil {
		context.Set("runIndex", value.Int(*f.Run))
	}
	if f.Item != nil {
		context.Set("itemIndex", value.Int(*f.Item))
	}
	if !f.Metadata.IsUndefined() {
		context.Set("metadata", f.Metadata)
	}
	if !f.Data.IsUndefined() {
		context.Set("data", f.Data)
	}
	b.Set("context", context.Object())
	b.Set("functionality", value.String(f.Functionality))
	b.Set("name", value.String(f.Name))
	b.Set("timestamp", value.Number(float64(f.Time.UnixMilli())))
}

func (f *Failure) tail(b *value.Builder, node value.Value) {
	if !node.IsUndefined() {
		b.Set("node", node)
	}
	messages := make([]value.Value, len(f.Messages))
	for i, m := range f.Messages {
		messages[i] = value.String(m)
	}
	b.Set("messages", value.Array(messages...))
	if f.Type != "" {
		b.Set("type", value.String(f.Type))
	}
}

func (f *Failure) end(b *value.Builder) value.Value {
	if f.Description != "" {
		b.Set("description", value.String(f.Description))
	}
	b.Set("message", value.String(f.Message))
	b.Set("stack", value.String(f.Name+": "+f.Message))
	return b.Object()
}

// ErrorJSON writes the error as the record of an execution shows it.
func (e *OperationError) ErrorJSON(node value.Value) value.Value {
	var b value.Builder
	e.head(&b)
	e.tail(&b, node)
	return e.end(&b)
}

// ErrorJSON writes the error as the record of an execution shows it.
func (e *APIError) ErrorJSON(node value.Value) value.Value {
	var b value.Builder
	e.head(&b)
	e.tail(&b, node)
	if e.Response.IsObject() {
		b.Set("errorResponse", e.Response)
	}
	if e.HTTPCode == "" {
		b.Set("httpCode", value.Null)
	} else {
		b.Set("httpCode", value.String(e.HTTPCode))
	}
	return e.end(&b)
}
