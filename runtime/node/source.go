package node

import "runnel/runtime/value"

// Source is a compiled parameter: the expressions in it are programs. Package
// expr makes sources; only a Host can evaluate one.
type Source interface {
	// Constant gives the value when it has no expression in it.
	Constant() (value.Value, bool)
	// Raw gives the parameter as it is stored, expressions as text.
	Raw() value.Value
}

// TreeSource is a Source of an array or an object that can give the sources of
// its parts, so that a node may evaluate some of them only, or each by itself.
type TreeSource interface {
	Source
	// Part gives the source of a member or, by its index, of an element; nil
	// when there is none.
	Part(key string) Source
}

// Evaluator evaluates sources; every Host is one.
type Evaluator interface {
	Eval(p Source, i int) (value.Value, error)
}

// ErrNoParameter is the error of reading a parameter that the node does not
// have and for which there is no default.
var ErrNoParameter error = Errorf("Could not get parameter")

// Field is one parameter of a node, of type T, bound when the workflow is
// compiled. A node's parameter struct consists of Fields with a tag that names
// the dotted path:
//
//	type params struct {
//		Mode    node.Field[string]  `param:"mode"`
//		Timeout node.Field[float64] `param:"options.timeout"`
//	}
//
// T may be string, bool, int, float64, value.Value, a struct whose fields have
// param tags, a slice or pointer of these, or a type with a method
// DecodeParam(value.Value) error on its pointer. Values are read as JavaScript
// would read them, null and undefined as "". A resource locator is read as the
// value it names unless T is value.Value; Locator tells the mode, too. Reading
// is lazy: a parameter that is not read is not evaluated, and a constant is
// decoded once. Lists of objects are better read with List, filters with
// FilterField.
type Field[T any] struct {
	source   Source
	constant T
	isConst  bool
	err      error
	decode   decoder
	// check tests and converts an evaluated value, nil for parameters that
	// take any.
	check func(v value.Value, i int) (value.Value, error)
}

// Present tells whether the parameter is there (stored or by its default).
func (f *Field[T]) Present() bool { return f.source != nil }

// Source gives the compiled parameter, nil when it is absent.
func (f *Field[T]) Source() Source { return f.source }

// Raw gives the parameter as stored, undefined when it is absent.
func (f *Field[T]) Raw() value.Value {
	if f.source == nil {
		return value.Undefined
	}
	return f.source.Raw()
}

// At gives the parameter's value for item i. It fails with ErrNoParameter when
// the parameter is absent.
func (f *Field[T]) At(e Evaluator, i int) (T, error) {
	if f.isConst {
		return f.constant, f.err
	}
	var out T
	if f.source == nil {
		return out, ErrNoParameter
	}
	v, err := e.Eval(f.source, i)
	if err != nil {
		return out, err
	}
	return f.read(v, i)
}

// Or gives the parameter's value for item i, or the fallback when it is absent
// or evaluates to undefined.
func (f *Field[T]) Or(e Evaluator, i int, fallback T) (T, error) {
	if f.source == nil {
		return fallback, nil
	}
	if f.isConst {
		return f.constant, f.err
	}
	var out T
	v, err := e.Eval(f.source, i)
	if err != nil {
		return out, err
	}
	if v.IsUndefined() {
		return fallback, nil
	}
	return f.read(v, i)
}

// read checks and decodes an evaluated value.
func (f *Field[T]) read(v value.Value, i int) (out T, err error) {
	if f.check != nil {
		if v, err = f.check(v, i); err != nil {
			return out, err
		}
	}
	err = f.decode(v, &out)
	return out, err
}

// bindTo is called by Bind for every field of a parameter struct, with the
// parameter's declaration, nil for what is not declared by itself.
func (f *Field[T]) bindTo(src Source, p *Param) {
	*f = Field[T]{source: src, decode: decoderFor(new(T), p)}
	if p != nil && p.Validate != "" && !p.LenientRun {
		f.check = p.checked
	}
	if src == nil {
		return
	}
	if v, ok := src.Constant(); ok {
		if f.check != nil {
			checked, err := f.check(v, 0)
			if err != nil {
				// The message names the item, so every item gets its own.
				return
			}
			v = checked
		}
		f.isConst = true
		f.err = f.decode(v, &f.constant)
	}
}

type bindable interface{ bindTo(Source, *Param) }
