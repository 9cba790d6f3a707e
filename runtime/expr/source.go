package expr

import (
	"strings"

	"runnel/runtime/node"
	"runnel/runtime/value"
)

// program is a compiled template.
type program interface {
	eval(s *Scope) (value.Value, error)
}

// source is a compiled parameter (or a part of one).
type source struct {
	raw value.Value
	// prog is nil for constants.
	prog program
}

// Raw implements node.Source.
func (c *source) Raw() value.Value { return c.raw }

// Constant implements node.Source.
func (c *source) Constant() (value.Value, bool) {
	if c.prog == nil {
		return c.raw, true
	}
	if k, ok := c.prog.(constant); ok && k.err == nil {
		return k.v, true
	}
	return value.Undefined, false
}

// Compile makes a parameter tree, as it is stored in a workflow, into a Source:
// strings that begin with "=" are expressions, arrays and objects are compiled
// element by element (expressions.md §1.1). Expressions that cannot be read
// keep their error, which shows when they are evaluated, as in the original.
// The compiler prepares what needs JavaScript; it may be nil in tests.
func Compile(raw value.Value, c Compiler) node.Source {
	return &source{raw: raw, prog: compileTree(raw, c)}
}

// compileTree answers nil for what holds no expression.
func compileTree(raw value.Value, c Compiler) program {
	switch raw.Kind() {
	case value.KindString:
		text := raw.Str()
		if !strings.HasPrefix(text, "=") {
			return nil
		}
		return compileTemplate(text[1:], c)
	case value.KindArray:
		return compileArray(raw, c)
	case value.KindObject:
		return compileObject(raw, c)
	}
	return nil
}

// arrayProgram is an array with expressions in it.
type arrayProgram struct {
	raw   value.Value
	elems []program
}

func compileArray(raw value.Value, c Compiler) program {
	var elems []program
	for i, e := range raw.Elems() {
		if p := compileTree(e, c); p != nil {
			if elems == nil {
				elems = make([]program, raw.Len())
			}
			elems[i] = p
		}
	}
	if elems == nil {
		return nil
	}
	return &arrayProgram{raw, elems}
}

func (p *arrayProgram) eval(s *Scope) (value.Value, error) {
	out := make([]value.Value, len(p.elems))
	for i, e := range p.elems {
		if e == nil {
			out[i] = p.raw.Index(i)
			continue
		}
		v, err := e.eval(s)
		if err != nil {
			return value.Undefined, err
		}
		out[i] = v
	}
	return value.Array(out...), nil
}

// objectProgram is an object with expressions in it.
type objectProgram struct {
	keys   []string
	consts []value.Value
	progs  []program
}

func compileObject(raw value.Value, c Compiler) program {
	p := &objectProgram{}
	dynamic := false
	for key, v := range raw.Entries() {
		sub := compileTree(v, c)
		dynamic = dynamic || sub != nil
		p.keys = append(p.keys, key)
		p.consts = append(p.consts, v)
		p.progs = append(p.progs, sub)
	}
	if !dynamic {
		return nil
	}
	return p
}

func (p *objectProgram) eval(s *Scope) (value.Value, error) {
	var b value.Builder
	for i, key := range p.keys {
		v := p.consts[i]
		if sub := p.progs[i]; sub != nil {
			var err error
			if v, err = sub.eval(s); err != nil {
				return value.Undefined, err
			}
		}
		b.Set(key, v)
	}
	return b.Object(), nil
}

// Eval gives a source's value for the scope's current item. Expressions that
// answer a DateTime give its ISO text, also inside arrays and objects
// (expressions.md §1.4). Errors are *Error, or what stopped the Runner.
// A nil source gives undefined.
func Eval(src node.Source, s *Scope) (value.Value, error) {
	c, ok := src.(*source)
	if !ok || c == nil {
		return value.Undefined, nil
	}
	if c.prog == nil {
		return c.raw, nil
	}
	return c.prog.eval(s)
}

// EvalText evaluates a text that is only known now. As in a stored parameter
// it is an expression only when it begins with "=". Errors are as in Eval.
func EvalText(text string, c Compiler, s *Scope) (value.Value, error) {
	if !strings.HasPrefix(text, "=") {
		return value.String(text), nil
	}
	return compileTemplate(text[1:], c).eval(s)
}

// EvalScripted is EvalText, but everything that has code is run by the Runner:
// for tests that compare native programs with JavaScript.
func EvalScripted(text string, c Compiler, s *Scope) (value.Value, error) {
	if !strings.HasPrefix(text, "=") {
		return value.String(text), nil
	}
	return compileParts(text[1:], true, c).eval(s)
}

// constant is a template without code, or one whose code is a literal, or one
// that cannot be evaluated at all.
type constant struct {
	v   value.Value
	err *Error
}

func (c constant) eval(s *Scope) (value.Value, error) {
	if c.err != nil {
		return value.Undefined, c.err.at(s)
	}
	return c.v, nil
}
