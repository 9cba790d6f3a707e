package expr

import (
	"errors"
	"strings"

	"runnel/runtime/value"
)

// compileTemplate makes the text behind "=" a program.
func compileTemplate(template string, c Compiler) program {
	if mentionsConstructor(template) {
		return constant{err: &Error{
			Class:   ClassExpression,
			Message: "Expression contains invalid constructor function call",
			Context: []value.Field{{Key: "causeDetailed", Value: value.String("Constructor override attempt is not allowed due to security concerns")}},
		}}
	}
	parts := split(template)
	if isValue(parts) {
		chunk, err := compileChunk(parts[0].text, parts, c)
		if err != nil {
			return constant{err: err}
		}
		return &valueProgram{chunk}
	}
	if len(parts) == 0 {
		if template == "" {
			return constant{v: value.String("")}
		}
		return constant{v: value.Null}
	}
	p := &textProgram{}
	for _, part := range parts {
		if !part.isCode {
			p.parts = append(p.parts, textPart{text: part.text})
			continue
		}
		chunk, err := compileChunk(part.text, parts, c)
		if err != nil {
			return constant{err: err}
		}
		chunk.js.Part = true
		p.parts = append(p.parts, textPart{chunk: chunk})
		p.hasCode = true
	}
	if !p.hasCode {
		var b strings.Builder
		for _, part := range p.parts {
			b.WriteString(part.text)
		}
		return constant{v: value.String(b.String())}
	}
	return p
}

// valueProgram is a template of exactly one code.
type valueProgram struct{ chunk *chunk }

func (p *valueProgram) eval(s *Scope) (value.Value, error) {
	s.Session = nil
	v, err := p.chunk.eval(s)
	if err != nil {
		return value.Undefined, located(err, s)
	}
	if p.chunk.mayHost {
		return finish(v, s)
	}
	return v, nil
}

// textProgram is a template whose result is a text.
type textProgram struct {
	parts   []textPart
	hasCode bool
}

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
			if errors.Is(err, errNull) {
				return value.Null, nil
			}
			return value.Undefined, located(err, s)
		}
		out = appendPart(out, v)
	}
	return value.String(string(out)), nil
}

// errNull is answered by a chunk that makes the whole template null.
var errNull = errors.New("the template is null")

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
			return value.Undefined, (&Error{Class: ClassExpression, Message: "this is a function, please add ()"}).at(s)
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
	native native
	js     Chunk
	// err is kept until a native program needs JavaScript after all.
	jsErr *Error
	// mayHost is set when the result may hold host values.
	mayHost bool
	// bare chunks are not guarded: what they throw makes the template null.
	bare bool
}

// native is a program that runs without JavaScript. It answers ErrThrown for
// what the original swallows, and errNeedsJavaScript when it must give up.
type native func(s *Scope) (value.Value, error)

// eval runs the chunk; everything the original swallows is undefined.
func (k *chunk) eval(s *Scope) (value.Value, error) {
	if k.native != nil {
		v, err := k.native(s)
		if err == nil {
			return v, nil
		}
		if err == ErrThrown {
			return value.Undefined, nil
		}
		if err != errNeedsJavaScript {
			return value.Undefined, err
		}
	}
	if k.jsErr != nil {
		return value.Undefined, k.jsErr
	}
	if s.Runner == nil {
		return value.Undefined, ErrNoRunner
	}
	return s.Runner.Eval(&k.js, s)
}

// compileChunk compiles the code of one {{ }}; all are the template's parts.
func compileChunk(code string, all []part, c Compiler) (*chunk, *Error) {
	k := &chunk{js: Chunk{Code: code}, mayHost: true}
	prepared, err := Rewrite(code)
	if err != nil {
		var e *Error
		if errors.As(err, &e) {
			return nil, e
		}
		return nil, syntaxError()
	}
	k.js.Prepared = prepared
	if c != nil {
		if k.js.Compiled, err = c.CompileExpression(prepared); err != nil {
			return nil, syntaxError()
		}
	}
	return k, nil
}
