package expr

import (
	"math"
	"time"

	"runnel/runtime/expr/jsstring"
	"runnel/runtime/expr/syntax"
	"runnel/runtime/value"
	"runnel/runtime/value/datetime"
)

// hostNames are the names that stand for objects of JavaScript; a native
// program knows only some calls on them.
var hostNames = set(`Date DateTime Interval Duration Object Array Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array
	Float32Array Float64Array BigInt64Array BigUint64Array Map WeakMap Set WeakSet Error TypeError SyntaxError EvalError RangeError ReferenceError URIError
	Intl String RegExp Math Number BigInt isFinite isNaN parseFloat parseInt JSON ArrayBuffer SharedArrayBuffer Atomics DataView encodeURI
	encodeURIComponent decodeURI decodeURIComponent Boolean Symbol process
	document global window Window this globalThis self alert prompt confirm eval uneval setTimeout setInterval Function fetch XMLHttpRequest Promise
	Generator GeneratorFunction AsyncFunction AsyncGenerator AsyncGeneratorFunction WebAssembly Reflect Proxy escape unescape
	$ $jmespath $jmesPath arguments extend extendOptional`)

// globalFunction is a function of JavaScript's globals made in Go.
type globalFunction func(s *Scope, args []value.Value) (value.Value, error)

// globalObject answers the name if an expression is one of the global objects
// with functions known here.
func globalObject(c *nativeCompiler, n *syntax.Node) string {
	n = n.Unparen()
	if n.Kind != syntax.Ident {
		return ""
	}
	switch n.Text {
	case "Math", "JSON", "Object", "Array", "Number", "String", "Date", "DateTime":
		if _, isLocal := c.local(n.Text); !isLocal {
			return n.Text
		}
	}
	return ""
}

// globalMember compiles a constant such as Math.PI.
func (c *nativeCompiler) globalMember(class, name string) native {
	switch class + "." + name {
	case "Math.PI":
		return literal(value.Number(math.Pi))
	case "Math.E":
		return literal(value.Number(math.E))
	case "Number.MAX_SAFE_INTEGER":
		return literal(value.Number(1<<53 - 1))
	}
	giveUp()
	return nil
}

// callGlobal compiles the call of a global function.
func (c *nativeCompiler) callGlobal(f globalFunction, list []*syntax.Node) native {
	args := c.arguments(list)
	c.hosts = true
	return func(s *Scope) (value.Value, error) {
		in, err := run(s, args)
		if err != nil {
			return value.Undefined, err
		}
		return f(s, in)
	}
}

// number1 makes a function of one number.
func number1(f func(float64) float64) globalFunction {
	return func(_ *Scope, args []value.Value) (value.Value, error) {
		x, err := toNumber(argument(args, 0))
		return value.Number(f(x)), err
	}
}

// coding makes a function that encodes or decodes a text.
func coding(f func(string) (string, bool)) globalFunction {
	return func(_ *Scope, args []value.Value) (value.Value, error) {
		t, err := text(args, 0)
		if err != nil {
			return value.Undefined, err
		}
		out, ok := f(t)
		if !ok {
			return value.Undefined, ErrThrown
		}
		return value.String(out), nil
	}
}

// mathRound is Math.round: halves go up.
func mathRound(f float64) float64 {
	r := math.Floor(f)
	if f-r >= 0.5 {
		r++
	}
	return math.Copysign(r, f)
}

// members makes Object.keys, values and entries.
func members(f func(key string, v value.Value) value.Value) globalFunction {
	return func(_ *Scope, args []value.Value) (value.Value, error) {
		v := Plain(argument(args, 0))
		var out []value.Value
		switch v.Kind() {
		case value.KindUndefined, value.KindNull:
			return value.Undefined, ErrThrown
		case value.KindObject:
			for key, x := range v.Entries() {
				out = append(out, f(key, x))
			}
		case value.KindArray:
			for i, x := range v.Elems() {
				out = append(out, f(value.FormatNumber(float64(i)), x))
			}
		case value.KindString, value.KindHost:
			return value.Undefined, errNeedsJavaScript
		}
		return value.Array(out...), nil
	}
}

// globalFunctions are functions that are called by their name alone, and
// globalMethods those of global objects.
var globalFunctions, globalMethods map[string]globalFunction

func init() {
	globalFunctions = map[string]globalFunction{
		"String": func(_ *Scope, args []value.Value) (value.Value, error) {
			if len(args) == 0 {
				return value.String(""), nil
			}
			t, err := toText(args[0])
			return value.String(t), err
		},
		"Number": func(_ *Scope, args []value.Value) (value.Value, error) {
			if len(args) == 0 {
				return value.Int(0), nil
			}
			if args[0].Kind() == value.KindBigInt {
				return value.Number(args[0].ToNumber()), nil
			}
			f, err := toNumber(args[0])
			return value.Number(f), err
		},
		"Boolean": func(_ *Scope, args []value.Value) (value.Value, error) {
			return value.Bool(argument(args, 0).Truthy()), nil
		},
		"parseInt": func(_ *Scope, args []value.Value) (value.Value, error) {
			t, err := text(args, 0)
			if err != nil {
				return value.Undefined, err
			}
			radix, err := toNumber(argument(args, 1))
			return value.Number(jsstring.ParseInt(t, radix)), err
		},
		"parseFloat": func(_ *Scope, args []value.Value) (value.Value, error) {
			t, err := text(args, 0)
			return value.Number(jsstring.ParseFloat(t)), err
		},
		"isNaN": func(_ *Scope, args []value.Value) (value.Value, error) {
			f, err := toNumber(argument(args, 0))
			return value.Bool(math.IsNaN(f)), err
		},
		"isFinite": func(_ *Scope, args []value.Value) (value.Value, error) {
			f, err := toNumber(argument(args, 0))
			return value.Bool(!math.IsNaN(f) && !math.IsInf(f, 0)), err
		},
		"encodeURIComponent": coding(jsstring.EncodeURIComponent),
		"encodeURI":          coding(jsstring.EncodeURI),
		"decodeURIComponent": coding(jsstring.DecodeURIComponent),
		"decodeURI":          coding(jsstring.DecodeURI),
		"$":                  (*Scope).dollar,
	}
	globalMethods = map[string]globalFunction{
		"Math.abs":   number1(math.Abs),
		"Math.ceil":  number1(math.Ceil),
		"Math.floor": number1(math.Floor),
		"Math.round": number1(mathRound),
		"Math.trunc": number1(math.Trunc),
		"Math.sqrt":  number1(math.Sqrt),
		"Math.sign": number1(func(f float64) float64 {
			if f > 0 {
				return 1
			} else if f < 0 {
				return -1
			}
			return f
		}),
		"Math.min": extremeOf(minimum),
		"Math.max": extremeOf(maximum),
		"JSON.stringify": func(_ *Scope, args []value.Value) (value.Value, error) {
			if len(args) == 0 || len(args) > 1 && !args[1].IsNullish() {
				return value.Undefined, errNeedsJavaScript
			}
			return stringify(args[0], argument(args, 2))
		},
		"JSON.parse": func(_ *Scope, args []value.Value) (value.Value, error) {
			if len(args) != 1 {
				return value.Undefined, errNeedsJavaScript
			}
			t, err := text(args, 0)
			if err != nil {
				return value.Undefined, err
			}
			v, err := value.ParseString(t)
			if err != nil {
				return value.Undefined, ErrThrown
			}
			return v, nil
		},
		"Object.keys":    members(func(key string, _ value.Value) value.Value { return value.String(key) }),
		"Object.values":  members(func(_ string, v value.Value) value.Value { return v }),
		"Object.entries": members(func(key string, v value.Value) value.Value { return value.Array(value.String(key), v) }),
		"Array.isArray": func(_ *Scope, args []value.Value) (value.Value, error) {
			v := Plain(argument(args, 0))
			if v.IsHost() {
				return value.Undefined, errNeedsJavaScript
			}
			return value.Bool(v.IsArray()), nil
		},
		"Number.isInteger": func(_ *Scope, args []value.Value) (value.Value, error) {
			v := argument(args, 0)
			return value.Bool(v.IsNumber() && v.Num() == math.Trunc(v.Num()) && !math.IsInf(v.Num(), 0)), nil
		},
		"Number.isNaN": func(_ *Scope, args []value.Value) (value.Value, error) {
			v := argument(args, 0)
			return value.Bool(v.IsNumber() && math.IsNaN(v.Num())), nil
		},
		"Date.now": func(*Scope, []value.Value) (value.Value, error) {
			return value.Number(float64(time.Now().UnixMilli())), nil
		},
		"DateTime.now":         func(s *Scope, _ []value.Value) (value.Value, error) { return s.now(), nil },
		"DateTime.fromISO":     fromText(datetime.FromISO),
		"DateTime.fromSQL":     fromText(datetime.FromSQL),
		"DateTime.fromHTTP":    fromText(datetime.FromHTTP),
		"DateTime.fromRFC2822": fromText(datetime.FromRFC2822),
		"DateTime.fromMillis":  fromNumber(1),
		"DateTime.fromSeconds": fromNumber(1000),
		"DateTime.fromFormat": func(s *Scope, args []value.Value) (value.Value, error) {
			if len(args) != 2 || !args[0].IsString() || !args[1].IsString() {
				return value.Undefined, errNeedsJavaScript
			}
			d, err := datetime.FromFormat(args[0].Str(), args[1].Str(), datetime.Options{Zone: s.zone()})
			switch err {
			case nil:
				return d.Value(), nil
			case datetime.ErrInvalid:
				return value.Undefined, ErrThrown
			}
			return value.Undefined, errNeedsJavaScript
		},
		"DateTime.fromJSDate": func(s *Scope, args []value.Value) (value.Value, error) {
			if len(args) != 1 || args[0].Kind() != value.KindDate {
				return value.Undefined, errNeedsJavaScript
			}
			return datetime.FromMillis(args[0].Num(), s.zone()).Value(), nil
		},
	}
}

// extremeOf makes Math.min and Math.max of a function of the context.
func extremeOf(f function) globalFunction {
	return func(s *Scope, args []value.Value) (value.Value, error) {
		for _, a := range args {
			if k := a.Kind(); k == value.KindHost || k == value.KindObject || k == value.KindArray {
				return value.Undefined, errNeedsJavaScript
			}
		}
		return f(s, args)
	}
}

// stringify is JSON.stringify without a replacer.
func stringify(v, indent value.Value) (value.Value, error) {
	if !jsonSafe(v) {
		return value.Undefined, errNeedsJavaScript
	}
	v = Plain(v)
	if v.IsUndefined() {
		return v, nil
	}
	space := ""
	switch indent.Kind() {
	case value.KindNumber:
		for i := 0.0; i < math.Min(10, math.Trunc(indent.Num())); i++ {
			space += " "
		}
	case value.KindString:
		space = value.SliceUTF16(indent.Str(), 0, 10)
	}
	if space == "" {
		return value.String(v.JSON()), nil
	}
	return value.String(v.Indent("", space)), nil
}

// jsonSafe tells whether JSON.stringify writes a value as package value does.
func jsonSafe(v value.Value) bool {
	switch v.Kind() {
	case value.KindBigInt:
		return false
	case value.KindHost:
		switch v.Host().(type) {
		case *ItemRef, *ItemsRef, datetime.DateTime, datetime.Duration:
			return true
		}
		return false
	case value.KindArray:
		for _, e := range v.Elems() {
			if !jsonSafe(e) {
				return false
			}
		}
	case value.KindObject:
		if v.Has("toJSON") {
			return false
		}
		for _, e := range v.Entries() {
			if !jsonSafe(e) {
				return false
			}
		}
	}
	return true
}
