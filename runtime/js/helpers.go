package js

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"io"
	"math"
	"strconv"

	"github.com/dop251/goja"

	"runnel/runtime/expr"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// Helpers does for scripts what needs the outside: this.helpers.httpRequest,
// files. The engine makes one for a node's run.
type Helpers interface {
	// Binary makes and reads files.
	Binary() node.BinaryStore
	// Request sends an HTTP request. The options are those of the original's
	// helper, bytes in them are Bytes; so is the answer's body where the
	// options ask for bytes.
	Request(ctx context.Context, r Request) (value.Value, error)
}

// Request is a call of one of the helpers that send requests.
type Request struct {
	// Helper is "httpRequest" or "request", the older one.
	Helper  string
	Options value.Value
}

// Bytes are bytes among the host's values; scripts see them as a Buffer.
type Bytes []byte

// HostText implements value.HostObject.
func (b Bytes) HostText() string { return string(b) }

// HostNumber implements value.HostObject.
func (b Bytes) HostNumber() float64 { return math.NaN() }

// HostType implements value.HostObject.
func (b Bytes) HostType() string { return "object" }

// HostJSON implements value.HostObject: as JSON writes a Buffer.
func (b Bytes) HostJSON() value.Value {
	elems := make([]value.Value, len(b))
	for i, x := range b {
		elems[i] = value.Int(int(x))
	}
	return value.Object(value.Field{Key: "type", Value: value.String("Buffer")}, value.Field{Key: "data", Value: value.Array(elems...)})
}

// supportedHelpers are the helpers that scripts may call; the others exist and
// say that they are not supported.
var supportedHelpers = map[string]func(r *scriptRun, call goja.FunctionCall) func(ctx context.Context) (value.Value, error){
	"assertBinaryData":    (*scriptRun).assertBinaryData,
	"getBinaryDataBuffer": (*scriptRun).getBinaryDataBuffer,
	"prepareBinaryData":   (*scriptRun).prepareBinaryData,
	"setBinaryDataBuffer": (*scriptRun).setBinaryDataBuffer,
	"binaryToString":      (*scriptRun).binaryToString,
	"httpRequest":         (*scriptRun).httpRequest,
	"request":             (*scriptRun).request,
}

var unsupportedHelpers = []string{
	"httpRequestWithAuthentication", "requestWithAuthenticationPaginated", "copyBinaryFile", "createReadStream", "getStoragePath", "writeContentToFile",
	"binaryToBuffer", "getBinaryPath", "getBinaryStream", "getBinaryMetadata", "createDeferredPromise", "copyInputItems", "getSSHClient",
	"constructExecutionMetaData", "returnJsonArray", "normalizeItems",
}

// helpersObject is helpers.
func (r *scriptRun) helpersObject() goja.Value {
	o := r.m.rt.NewObject()
	for _, name := range []string{"assertBinaryData", "getBinaryDataBuffer", "prepareBinaryData", "setBinaryDataBuffer", "binaryToString", "httpRequest", "request"} {
		f := supportedHelpers[name]
		set(o, name, r.m.function(name, 0, func(call goja.FunctionCall) goja.Value { return r.later(f(r, call)) }))
	}
	for _, name := range unsupportedHelpers {
		if f := r.plainHelper(name); f != nil {
			set(o, name, f)
			continue
		}
		set(o, name, r.m.function(name, 0, func(goja.FunctionCall) goja.Value {
			panic(r.hostError("Error", `The function "helpers.`+name+`" is not supported in the Code Node`))
		}))
	}
	return o
}

// plainHelper answers the helpers that the Function nodes have and that need
// nothing from outside.
func (r *scriptRun) plainHelper(name string) goja.Value {
	if r.kind != node.ScriptFunction && r.kind != node.ScriptFunctionItem {
		return nil
	}
	switch name {
	case "returnJsonArray", "normalizeItems":
		return r.m.function(name, 1, func(call goja.FunctionCall) goja.Value {
			v := r.m.fromJS(call.Argument(0), asJSON)
			list := []value.Value{v}
			if v.IsArray() {
				list = v.Elems()
			}
			items := make([]value.Value, len(list))
			for i, e := range list {
				if e.Has("json") {
					items[i] = e
				} else {
					items[i] = value.Object(value.Field{Key: "json", Value: e})
				}
			}
			return r.m.toJS(value.Array(items...))
		})
	}
	return nil
}

// later runs work on another goroutine and answers a promise of its result.
func (r *scriptRun) later(work func(ctx context.Context) (value.Value, error)) goja.Value {
	p, resolve, reject := r.m.rt.NewPromise()
	ctx := r.ctx
	r.loop.do(func() func() error {
		v, err := work(ctx)
		return func() error {
			if err != nil {
				return reject(r.rejection(err))
			}
			return resolve(r.m.toJS(v))
		}
	})
	return r.m.rt.ToValue(p)
}

// rejection is what a helper that failed rejects with: no Error but an object
// with the error's message, because in the original it comes from another
// process.
func (r *scriptRun) rejection(err error) goja.Value {
	if r.kind != node.ScriptAll && r.kind != node.ScriptEach {
		return r.hostError("Error", err.Error())
	}
	var reported interface{ ErrorValue() value.Value }
	if errors.As(err, &reported) {
		if o, ok := r.m.toJS(r.m.enter(reported.ErrorValue())).(*goja.Object); ok {
			return o
		}
	}
	o := r.m.rt.NewObject()
	set(o, "message", r.m.toText(err.Error()))
	var described interface{ Explanation() string }
	if errors.As(err, &described) && described.Explanation() != "" {
		set(o, "description", r.m.toText(described.Explanation()))
	}
	return o
}

// failing is work that fails.
func failing(err error) func(context.Context) (value.Value, error) {
	return func(context.Context) (value.Value, error) { return value.Undefined, err }
}

var errNoHelpers = errors.New("helpers are not available here")

// file finds a file of an input item.
func (r *scriptRun) file(call goja.FunctionCall) (expr.Data, func() (io.ReadCloser, value.Value, error)) {
	i := int(call.Argument(0).ToInteger())
	property := call.Argument(1)
	if o, ok := property.(*goja.Object); ok {
		v := r.m.fromJS(o, asJSON)
		return r.scope.Data, func() (io.ReadCloser, value.Value, error) {
			f, err := r.session.Helpers.Binary().FromValue(v)
			if err != nil {
				return nil, value.Undefined, err
			}
			content, err := f.Content.Open()
			return content, expr.FileValue(f, true), err
		}
	}
	name := property.String()
	items := r.scope.Items()
	return r.scope.Data, func() (io.ReadCloser, value.Value, error) {
		if uint(i) >= uint(len(items)) || items[i].Binary.Len() == 0 {
			return nil, value.Undefined, node.Errorf("This operation expects the node's input data to contain a binary file '%s', but none was found [item %d]", name, i).
				Describe("Make sure that the previous node outputs a binary file").At(i)
		}
		f := items[i].Binary.Get(name)
		if f == nil {
			return nil, value.Undefined, node.Errorf("The item has no binary field '%s' [item %d]", name, i).
				Describe("Check that the parameter where you specified the input binary field name is correct, and that it matches a field in the binary input").At(i)
		}
		content, err := f.Content.Open()
		return content, expr.FileValue(f, true), err
	}
}

func (r *scriptRun) assertBinaryData(call goja.FunctionCall) func(context.Context) (value.Value, error) {
	_, open := r.file(call)
	return func(context.Context) (value.Value, error) {
		content, meta, err := open()
		if err != nil {
			return value.Undefined, err
		}
		return meta, content.Close()
	}
}

func (r *scriptRun) getBinaryDataBuffer(call goja.FunctionCall) func(context.Context) (value.Value, error) {
	_, open := r.file(call)
	return func(context.Context) (value.Value, error) {
		content, _, err := open()
		if err != nil {
			return value.Undefined, err
		}
		defer content.Close()
		b, err := io.ReadAll(content)
		if err != nil {
			return value.Undefined, err
		}
		return value.Host(Bytes(b)), nil
	}
}

func (r *scriptRun) prepareBinaryData(call goja.FunctionCall) func(context.Context) (value.Value, error) {
	b, ok := r.m.bytes(call.Argument(0))
	if !ok {
		return failing(errors.New("the data of a file must be a Buffer"))
	}
	meta := node.BinaryMeta{FileName: optionalText(call.Argument(1)), MimeType: optionalText(call.Argument(2))}
	return r.create(b, meta)
}

// create stores a file and answers it as scripts see it.
func (r *scriptRun) create(b []byte, meta node.BinaryMeta) func(context.Context) (value.Value, error) {
	if r.session.Helpers == nil {
		return failing(errNoHelpers)
	}
	store := r.session.Helpers.Binary()
	return func(ctx context.Context) (value.Value, error) {
		f, err := store.Create(ctx, bytes.NewReader(b), meta)
		if err != nil {
			return value.Undefined, err
		}
		v := expr.FileValue(f, true)
		if f.Content != nil && f.Content.ID() == "" {
			v = v.Set("data", value.String(base64.StdEncoding.EncodeToString(b)))
		}
		return v, nil
	}
}

func (r *scriptRun) setBinaryDataBuffer(call goja.FunctionCall) func(context.Context) (value.Value, error) {
	meta := r.m.fromJS(call.Argument(0), asJSON)
	b, ok := r.m.bytes(call.Argument(1))
	if !ok {
		return failing(errors.New("the data of a file must be a Buffer"))
	}
	create := r.create(b, node.BinaryMeta{
		FileName: meta.Get("fileName").Str(), MimeType: meta.Get("mimeType").Str(),
		Extension: meta.Get("fileExtension").Str(), Directory: meta.Get("directory").Str(),
	})
	return func(ctx context.Context) (value.Value, error) {
		v, err := create(ctx)
		if err != nil {
			return value.Undefined, err
		}
		for key, x := range v.Entries() {
			meta = meta.Set(key, x)
		}
		return meta, nil
	}
}

func (r *scriptRun) binaryToString(call goja.FunctionCall) func(context.Context) (value.Value, error) {
	b, ok := r.m.bytes(call.Argument(0))
	if !ok {
		return failing(errors.New("the data must be a Buffer"))
	}
	encoding := optionalText(call.Argument(1))
	text := r.m.buffer(b)
	f, ok := goja.AssertFunction(text.ToObject(r.m.rt).Get("toString"))
	if !ok {
		return failing(errNoHelpers)
	}
	args := []goja.Value{}
	if encoding != "" {
		args = append(args, r.m.rt.ToValue(encoding))
	}
	s := r.m.must(f(text, args...)).String()
	return func(context.Context) (value.Value, error) { return value.String(s), nil }
}

func (r *scriptRun) httpRequest(call goja.FunctionCall) func(context.Context) (value.Value, error) {
	return r.send("httpRequest", call)
}

func (r *scriptRun) request(call goja.FunctionCall) func(context.Context) (value.Value, error) {
	return r.send("request", call)
}

func (r *scriptRun) send(helper string, call goja.FunctionCall) func(context.Context) (value.Value, error) {
	helpers := r.session.Helpers
	if helpers == nil {
		return failing(errNoHelpers)
	}
	options := r.m.fromJS(call.Argument(0), asHost)
	if options.IsString() {
		// The older helper takes the address first and options after it.
		address := options
		if options = r.m.fromJS(call.Argument(1), asHost); !options.IsObject() {
			options = value.EmptyObject
		}
		options = options.Set("uri", address)
	}
	return func(ctx context.Context) (value.Value, error) {
		return helpers.Request(ctx, Request{Helper: helper, Options: options})
	}
}

// binaryDataGetter is getBinaryDataAsync of the Function nodes.
func (r *scriptRun) binaryDataGetter() goja.Value {
	return r.m.function("getBinaryDataAsync", 0, func(call goja.FunctionCall) goja.Value {
		o := r.binaryItem(call)
		if o == nil {
			return r.promised(r.m.undefined)
		}
		return r.promised(o.Get("binary"))
	})
}

// binaryItem answers the item that the binary functions work on: the current
// one for FunctionItem, else the one given.
func (r *scriptRun) binaryItem(call goja.FunctionCall) *goja.Object {
	if r.kind == node.ScriptFunctionItem {
		items := r.scope.Items()
		if uint(r.scope.Item) >= uint(len(items)) {
			return nil
		}
		return r.m.itemObject(&items[r.scope.Item])
	}
	o, _ := call.Argument(0).(*goja.Object)
	return o
}

// binaryDataSetter is setBinaryDataAsync of the Function nodes.
func (r *scriptRun) binaryDataSetter() goja.Value {
	return r.m.function("setBinaryDataAsync", 0, func(call goja.FunctionCall) goja.Value {
		o := r.binaryItem(call)
		data := call.Argument(1)
		if r.kind == node.ScriptFunctionItem {
			data = call.Argument(0)
		}
		if o != nil {
			if err := o.Set("binary", data); err != nil {
				panic(rethrow(err))
			}
		}
		return r.promised(r.m.undefined)
	})
}

// promised answers a promise of a value that is there.
func (r *scriptRun) promised(v goja.Value) goja.Value {
	p, resolve, _ := r.m.rt.NewPromise()
	if err := resolve(v); err != nil {
		panic(rethrow(err))
	}
	return r.m.rt.ToValue(p)
}

func optionalText(v goja.Value) string {
	if goja.IsUndefined(v) || goja.IsNull(v) {
		return ""
	}
	return v.String()
}

// bytes answers the bytes of a Buffer, a typed array, a text, or what JSON makes
// of a Buffer.
func (m *machine) bytes(v goja.Value) ([]byte, bool) {
	if s, ok := v.(goja.String); ok {
		return []byte(s.String()), true
	}
	o, ok := v.(*goja.Object)
	if !ok {
		return nil, false
	}
	switch b := o.Export().(type) {
	case []byte:
		return bytes.Clone(b), true
	case goja.ArrayBuffer:
		return bytes.Clone(b.Bytes()), true
	}
	data, ok := o.Get("data").(*goja.Object)
	if !ok || !m.isArray(data) {
		return nil, false
	}
	list := m.elements(data)
	b := make([]byte, len(list))
	for i, x := range list {
		b[i] = byte(x.ToInteger())
	}
	return b, true
}

// buffer makes a Buffer of bytes.
func (m *machine) buffer(b []byte) goja.Value {
	class, ok := m.realm.Value("Buffer").(*goja.Object)
	if !ok {
		return m.rt.ToValue(m.rt.NewArrayBuffer(b))
	}
	f, ok := goja.AssertFunction(class.Get("from"))
	if !ok {
		return m.rt.ToValue(m.rt.NewArrayBuffer(b))
	}
	return m.must(f(class, m.rt.ToValue(m.rt.NewArrayBuffer(b))))
}

func itoa(i int) string { return strconv.Itoa(i) }
