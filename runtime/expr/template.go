package expr

import (
	"errors"
	"regexp"
	"strings"
	"sync"

	"runnel/runtime/value"
)

// compileTemplate makes the text behind "=" a program.
func compileTemplate(template string, c Compiler) program {
	return compileParts(template, false, c)
}

// compileParts does so; scripted code runs as JavaScript even where it could
// run natively.
func compileParts(template string, scripted bool, c Compiler) program {
	if mentionsConstructor(template) {
		return constant{err: &Error{
			Class:   ClassExpression,
			Message: "Expression contains invalid constructor function call",
			Context: []value.Field{{Key: "causeDetailed", Value: value.String("Constructor override attempt is not allowed due to security concerns")}},
		}}
	}
	parts := split(template)
	extend := extends(parts)
	scripted = scripted || assigns(parts)
	if isValue(parts) {
		k, err := compileChunk(parts[0].text, extend && !parts[0].plain, scripted, c)
		if err != nil {
			return failed(err)
		}
		return &valueProgram{k}
	}
	if len(parts) == 0 {
		if template == "" {
			return constant{v: value.String("")}
		}
		return constant{v: value.Null}
	}
	p := &textProgram{}
	hasCode := false
	for _, part := range parts {
		if !part.isCode {
			p.parts = append(p.parts, textPart{text: part.text})
			continue
		}
		k, err := compileChunk(part.text, extend && !part.plain, scripted, c)
		if err != nil {
			return failed(err)
		}
		k.js.Part = true
		p.parts = append(p.parts, textPart{chunk: k})
		hasCode = true
	}
	if !hasCode {
		var b strings.Builder
		for _, part := range p.parts {
			b.WriteString(part.text)
		}
		return constant{v: value.String(b.String())}
	}
	return p
}

// failed is a template with code that cannot be evaluated.
func failed(err *Error) program {
	if err == errUnprintable {
		return constant{v: value.Null}
	}
	return constant{err: err}
}

// assigns tells whether any code of a template might change something that
// another one reads: then all of them run as JavaScript, in one session.
func assigns(parts []part) bool {
	codes := 0
	for _, p := range parts {
		if p.isCode {
			codes++
		}
	}
	if codes < 2 {
		return false
	}
	for _, p := range parts {
		if p.isCode && mayAssign.MatchString(p.text) {
			return true
		}
	}
	return false
}

// mayAssign finds what changes something: an assignment, ++, --, delete or a
// method that changes its object. It may find too much.
var mayAssign = regexp.MustCompile(`[^=!<>]=(?:[^=>]|$)|\+\+|--|\bdelete\b|>>=|<<=|\b(?:sort|reverse|push|pop|shift|unshift|splice|fill|copyWithin|assign|set)\b`)

// valueProgram is a template of exactly one code.
type valueProgram struct{ chunk *chunk }

func (p *valueProgram) eval(s *Scope) (value.Value, error) {
	s.Session = nil
	v, err := p.chunk.eval(s)
	if err != nil {
		if err == ErrNull {
			return value.Null, nil
		}
		return value.Undefined, located(err, s)
	}
	if p.chunk.mayHost || v.IsHost() {
		return finish(v, s)
	}
	return v, nil
}

// textProgram is a template whose result is a text.
type textProgram struct{ parts []textPart }

type textPart struct {
	text  string
	chunk *chunk
}

func (p *textProgram) eval(s *Scope) (value.Value, error) {
	s.Session = nil
	var room [128]byte
	out := room[:0]
	for i := range p.parts {
		part := &p.parts[i]
		if part.chunk == nil {
			out = append(out, part.text...)
			continue
		}
		v, err := part.chunk.eval(s)
		if err != nil {
			if err == ErrNull {
				return value.Null, nil
			}
			return value.Undefined, located(err, s)
		}
		if v.IsHost() || v.IsArray() || v.IsObject() {
			// Objects may have a text of their own.
			p, err := printable(v)
			if err == errNeedsJavaScript {
				p, err = part.chunk.evalJavaScript(s)
			}
			if err != nil {
				return value.Undefined, located(err, s)
			}
			v = p
		}
		out = appendPart(out, v)
	}
	return value.String(string(out)), nil
}

// ErrNull is answered for code that makes the whole template null.
var ErrNull = errors.New("the template is null")

// appendPart appends the text of a value in a template (expressions.md §1.3):
// everything false but 0 and false itself is empty.
func appendPart(dst []byte, v value.Value) []byte {
	switch v.Kind() {
	case value.KindUndefined, value.KindNull:
		return dst
	case value.KindString:
		return append(dst, v.Str()...)
	case value.KindNumber:
		if f := v.Num(); f == f {
			return value.AppendNumber(dst, f)
		}
		return dst
	case value.KindBigInt:
		if v.BigInt().Sign() == 0 {
			return dst
		}
	}
	return append(dst, v.ToString()...)
}

// located adds to an expression's error where it happened.
func located(err error, s *Scope) error {
	var e *Error
	if errors.As(err, &e) {
		return e.at(s)
	}
	return err
}

// finish makes a chunk's value one that items can hold: dates of the context
// become ISO text, functions are errors.
func finish(v value.Value, s *Scope) (value.Value, error) {
	switch v.Kind() {
	case value.KindHost:
		if v.TypeOf() == "function" {
			e := &Error{Class: ClassSyntax, Message: "this is a function, please add ()"}
			if text := v.Host().HostText(); strings.HasPrefix(text, "class DateTime") || strings.HasPrefix(text, "class _DateTime") {
				e.Message = "this is a DateTime, please access its methods"
			}
			return value.Undefined, e.at(s)
		}
		if o, ok := v.Host().(*Object); ok && o.Names == nil {
			// JSON asks for toJSON, and some objects answer all names.
			if _, _, err := o.Member("toJSON"); err != nil && s != nil {
				return value.Undefined, located(err, s)
			}
		}
		return finish(v.Host().HostJSON(), s)
	case value.KindArray:
		for i, e := range v.Elems() {
			if e.IsHost() || e.IsArray() || e.IsObject() {
				f := settle(e)
				if !value.StrictEqual(e, f) {
					v = v.SetIndex(i, f)
				}
			}
		}
	case value.KindObject:
		for key, e := range v.Entries() {
			if e.IsHost() || e.IsArray() || e.IsObject() {
				f := settle(e)
				if !value.StrictEqual(e, f) {
					v = v.Set(key, f)
				}
			}
		}
	}
	return v, nil
}

// settle replaces the host values inside a container.
func settle(v value.Value) value.Value {
	if v.IsHost() && v.TypeOf() == "function" {
		return value.Undefined
	}
	f, _ := finish(v, nil)
	return f
}

// chunk is the compiled code of one {{ }}.
type chunk struct {
	// native is nil when the code needs JavaScript.
	native native
	js     Chunk
	// mayHost is set when the result may hold host values.
	mayHost bool
	// guarded code is undefined when it throws; the original guards only code
	// that mentions a name or a member, and other code makes the template null.
	guarded bool
	// mustThrow code is not guarded and is undefined only when it throws.
	mustThrow bool

	compiler Compiler
	compile  sync.Once
	jsErr    error
}

// eval runs the chunk; everything the original swallows is undefined, or
// ErrNull.
func (k *chunk) eval(s *Scope) (value.Value, error) {
	if k.native != nil {
		v, err := k.native(s)
		if err == nil {
			return v, nil
		}
		if err == ErrThrown {
			return k.thrown()
		}
		if err != errNeedsJavaScript {
			return value.Undefined, err
		}
	}
	return k.evalJavaScript(s)
}

// thrown is the result of code that threw an error.
func (k *chunk) thrown() (value.Value, error) {
	if k.guarded {
		return value.Undefined, nil
	}
	return value.Null, ErrNull
}

func (k *chunk) evalJavaScript(s *Scope) (value.Value, error) {
	if s.Runner == nil {
		return value.Undefined, ErrNoRunner
	}
	k.compile.Do(k.prepare)
	if k.jsErr != nil {
		return value.Undefined, k.jsErr
	}
	v, err := s.Runner.Eval(&k.js, s)
	if err == ErrThrown || err == nil && v.IsUndefined() && k.mustThrow {
		return k.thrown()
	}
	return v, err
}

// prepare compiles the code for the Runner. Native programs need that only
// when they meet something they cannot do.
func (k *chunk) prepare() {
	if k.compiler == nil {
		return
	}
	compiled, err := k.compiler.CompileExpression(k.js.Prepared)
	if err != nil {
		k.jsErr = syntaxError()
		return
	}
	k.js.Compiled = compiled
}

// compileChunk compiles the code of one {{ }}. Scripted code runs as
// JavaScript even where it could run natively.
func compileChunk(code string, extend, scripted bool, c Compiler) (*chunk, *Error) {
	p, err := prepare(code, extend)
	if err != nil {
		return nil, err
	}
	k := &chunk{js: Chunk{Code: code, Prepared: p.code}, mayHost: true, guarded: p.guarded, compiler: c}
	native, mayHost := compileNative(p)
	k.mustThrow = native == nil && !k.guarded
	if !scripted {
		k.native, k.mayHost = native, mayHost
	}
	if k.native == nil {
		k.compile.Do(k.prepare)
		if k.jsErr != nil {
			return nil, syntaxError()
		}
	}
	return k, nil
}
