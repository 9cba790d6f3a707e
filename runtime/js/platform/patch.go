package platform

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/dop251/goja"
	"golang.org/x/text/cases"
	"golang.org/x/text/language"

	"runnel/runtime/js/platform/intl"
	"runnel/runtime/value/datetext"
)

func isDate(v goja.Value) bool {
	o, ok := v.(*goja.Object)
	return ok && o.ClassName() == "Date"
}

// dateConstructor stands for the engine's Date: it reads texts as V8 does, and says the time as V8 does where it is called without new.
func (r *Realm) dateConstructor(old *goja.Object) *goja.Object {
	construct := r.rt.Get("Reflect").(*goja.Object).Get("construct")
	var self goja.Value
	p := r.rt.NewProxy(old, &goja.ProxyTrapConfig{
		Apply: func(*goja.Object, goja.Value, []goja.Value) goja.Value {
			return r.rt.ToValue(r.dateString(r.opt.Now()))
		},
		Construct: func(_ *goja.Object, args []goja.Value, newTarget *goja.Object) *goja.Object {
			if len(args) == 1 {
				v := args[0]
				if !isDate(v) {
					v = r.datePrimitive(v)
				}
				if s, ok := v.(goja.String); ok {
					v = r.rt.ToValue(ParseDate(s.String(), r.opt.Local))
				}
				args = []goja.Value{v}
			}
			if newTarget == nil || goja.Value(newTarget) == self {
				o, err := r.rt.New(old, args...)
				if err != nil {
					panic(rethrow(err))
				}
				return o
			}
			list := make([]any, len(args))
			for i, a := range args {
				list[i] = a
			}
			return r.call(construct, goja.Undefined(), old, r.rt.NewArray(list...), newTarget).(*goja.Object)
		},
	})
	self = r.rt.ToValue(p)
	// The engine's instanceof does not know proxies for functions.
	has := r.function("[Symbol.hasInstance]", 1, func(c goja.FunctionCall) goja.Value {
		o, ok := c.Argument(0).(*goja.Object)
		this, isObject := c.This.(*goja.Object)
		if !ok || !isObject {
			return r.rt.ToValue(false)
		}
		proto := this.Get("prototype")
		for o = o.Prototype(); o != nil; o = o.Prototype() {
			if goja.Value(o) == proto {
				return r.rt.ToValue(true)
			}
		}
		return r.rt.ToValue(false)
	})
	_ = old.DefineDataPropertySymbol(goja.SymHasInstance, has, goja.FLAG_FALSE, goja.FLAG_FALSE, goja.FLAG_FALSE)
	return self.(*goja.Object)
}

// datePrimitive is ToPrimitive without a hint, as the Date constructor applies it to an object.
func (r *Realm) datePrimitive(v goja.Value) goja.Value {
	o, ok := v.(*goja.Object)
	if !ok {
		return v
	}
	if f := o.GetSymbol(goja.SymToPrimitive); !isUndefined(f) && !goja.IsNull(f) {
		return r.call(f, o, r.rt.ToValue("default"))
	}
	return r.toPrimitive(o)
}

// captureStackTrace gives an object a stack as V8 prints it.
func (r *Realm) captureStackTrace(c goja.FunctionCall) goja.Value {
	o, ok := c.Argument(0).(*goja.Object)
	if !ok {
		r.throw("TypeError", "Invalid argument")
	}
	var b strings.Builder
	name, message := "Error", ""
	if v := o.Get("name"); !isUndefined(v) {
		name = v.String()
	}
	if v := o.Get("message"); !isUndefined(v) {
		message = v.String()
	}
	switch {
	case name == "":
		b.WriteString(message)
	case message == "":
		b.WriteString(name)
	default:
		b.WriteString(name + ": " + message)
	}
	for i, f := range r.rt.CaptureCallStack(12, nil) {
		if i == 0 {
			continue // this function
		}
		p := f.Position()
		at := fmt.Sprintf("%s:%d:%d", f.SrcName(), p.Line, p.Column)
		if n := f.FuncName(); n != "" {
			at = n + " (" + at + ")"
		}
		b.WriteString("\n    at " + at)
	}
	hidden(o, "stack", r.rt.ToValue(b.String()))
	return goja.Undefined()
}

// dateOf returns the time value of a Date receiver; ok is false for an invalid date.
func (r *Realm) dateOf(this goja.Value, method string) (t time.Time, ok bool) {
	if !isDate(this) {
		if strings.HasPrefix(method, "toLocale") {
			r.throw("TypeError", "Method Date.prototype.%s called on incompatible receiver %s", method, describe(this))
		}
		r.throw("TypeError", "this is not a Date object.")
	}
	t, ok = this.Export().(time.Time)
	return t.In(r.opt.Local), ok
}

const invalidDate = "Invalid Date"

// yearText writes a year as Date does: at least four digits, with a sign in front where it is negative.
func yearText(y int) string {
	if y < 0 {
		return fmt.Sprintf("-%04d", -y)
	}
	return fmt.Sprintf("%04d", y)
}

func (r *Realm) dateString(t time.Time) string {
	t = t.In(r.opt.Local)
	return t.Format("Mon Jan 02 ") + yearText(t.Year()) + " " + r.clockString(t)
}

// clockString is the time with the zone's offset and long English name.
func (r *Realm) clockString(t time.Time) string {
	return t.Format("15:04:05 GMT-0700 (") + intl.ZoneName(r.zone(), t, "en-US") + ")"
}

func (r *Realm) patchDates(proto *goja.Object) {
	plain := func(name string, f func(time.Time) string) {
		r.method(proto, name, 0, func(c goja.FunctionCall) goja.Value {
			t, ok := r.dateOf(c.This, name)
			if !ok {
				return r.rt.ToValue(invalidDate)
			}
			return r.rt.ToValue(f(t))
		})
	}
	iso, _ := goja.AssertFunction(proto.Get("toISOString"))
	r.method(proto, "toISOString", 0, func(c goja.FunctionCall) goja.Value {
		if isDate(c.This) {
			if t, ok := c.This.Export().(time.Time); ok && t.UTC().Year() < 0 {
				// The engine writes too few digits.
				t = t.UTC()
				return r.rt.ToValue(fmt.Sprintf("-%06d", -t.Year()) + t.Format("-01-02T15:04:05.000Z"))
			}
		}
		v, err := iso(c.This)
		if err != nil {
			panic(rethrow(err))
		}
		return v
	})
	plain("toString", r.dateString)
	plain("toTimeString", r.clockString)
	plain("toDateString", func(t time.Time) string { return t.Format("Mon Jan 02 ") + yearText(t.Year()) })
	for _, m := range []struct{ name, required, defaults string }{
		{"toLocaleString", "any", "all"}, {"toLocaleDateString", "date", "date"}, {"toLocaleTimeString", "time", "time"},
	} {
		r.method(proto, m.name, 0, func(c goja.FunctionCall) goja.Value {
			t, ok := r.dateOf(c.This, m.name)
			if !ok {
				return r.rt.ToValue(invalidDate)
			}
			return r.formatDate(r.dateTimeFormat(c.Argument(0), c.Argument(1), m.required, m.defaults), float64(t.UnixMilli()))
		})
	}
}

func (r *Realm) patchNumbers() {
	number := r.rt.Get("Number").(*goja.Object).Get("prototype").(*goja.Object)
	r.patchRadix(number)
	r.method(number, "toLocaleString", 0, func(c goja.FunctionCall) goja.Value {
		v := c.This
		if o, ok := v.(*goja.Object); ok {
			if o.ClassName() != "Number" {
				r.throw("TypeError", "Number.prototype.toLocaleString requires that 'this' be a Number")
			}
			v = o.ToNumber()
		} else if v == nil || goja.IsString(v) || isSymbol(v) || goja.IsNull(v) || goja.IsUndefined(v) {
			r.throw("TypeError", "Number.prototype.toLocaleString requires that 'this' be a Number")
		}
		return r.rt.ToValue(r.numberFormat(c.Argument(0), c.Argument(1)).Format(intl.Float(v.ToFloat())))
	})
	if b, ok := r.rt.Get("BigInt").(*goja.Object); ok {
		big := b.Get("prototype").(*goja.Object)
		// The engine's is made like a function.
		for _, name := range []string{"length", "name"} {
			_ = big.Delete(name)
		}
		r.method(big, "toLocaleString", 0, func(c goja.FunctionCall) goja.Value {
			return r.rt.ToValue(r.numberFormat(c.Argument(0), c.Argument(1)).Format(r.decimal(c.This)))
		})
	}
	array := r.intrinsic("Array").Get("prototype").(*goja.Object)
	r.method(array, "toLocaleString", 0, func(c goja.FunctionCall) goja.Value {
		o := c.This.ToObject(r.rt)
		n := r.listLength(o)
		var b strings.Builder
		for i := range n {
			if i > 0 {
				b.WriteByte(',')
			}
			v := o.Get(fmt.Sprint(i))
			if isUndefined(v) || goja.IsNull(v) {
				continue
			}
			r.stoppable()
			f := v.ToObject(r.rt).Get("toLocaleString")
			b.WriteString(r.call(f, v, c.Argument(0), c.Argument(1)).String())
		}
		return r.rt.ToValue(b.String())
	})
}

// thisText is the receiver of a method of strings as text.
func (r *Realm) thisText(v goja.Value, method string) string {
	if isUndefined(v) || goja.IsNull(v) {
		r.throw("TypeError", "String.prototype.%s called on null or undefined", method)
	}
	return r.text(v)
}

func (r *Realm) patchStrings() {
	proto := r.rt.Get("String").(*goja.Object).Get("prototype").(*goja.Object)
	r.method(proto, "localeCompare", 1, func(c goja.FunctionCall) goja.Value {
		s := r.thisText(c.This, "localeCompare")
		return r.rt.ToValue(r.collator(c.Argument(1), c.Argument(2)).Compare(s, r.text(c.Argument(0))))
	})
	// The engine's own never ends where the text to find is empty.
	r.method(proto, "replaceAll", 2, func(c goja.FunctionCall) goja.Value {
		r.thisText(c.This, "replaceAll")
		if o, ok := c.Argument(0).(*goja.Object); ok {
			if r.rxOf(o) != nil && !strings.ContainsRune(textOf(o.Get("flags")).String(), 'g') {
				r.throw("TypeError", "String.prototype.replaceAll called with a non-global RegExp argument")
			}
			if f := o.GetSymbol(goja.SymReplace); !isUndefined(f) && !goja.IsNull(f) {
				return r.call(f, o, c.This, c.Argument(1))
			}
		}
		return r.replaceText(goja.FunctionCall{Arguments: []goja.Value{textOf(c.This), textOf(c.Argument(0)), c.Argument(1)}})
	})
	turn := func(name, plain string, of func(language.Tag) cases.Caser) {
		std, _ := goja.AssertFunction(proto.Get(plain))
		r.method(proto, name, 0, func(c goja.FunctionCall) goja.Value {
			s := r.thisText(c.This, name)
			if tags := r.localeList(c.Argument(0)); len(tags) > 0 {
				switch lang, _, _ := strings.Cut(tags[0], "-"); lang {
				case "tr", "az", "lt", "el":
					return r.rt.ToValue(of(language.Make(lang)).String(s))
				}
			}
			v, err := std(c.This)
			if err != nil {
				panic(rethrow(err))
			}
			return v
		})
	}
	turn("toLocaleUpperCase", "toUpperCase", func(t language.Tag) cases.Caser { return cases.Upper(t) })
	turn("toLocaleLowerCase", "toLowerCase", func(t language.Tag) cases.Caser { return cases.Lower(t) })
	r.patchTexts(proto)
}

// ParseDate reads a date as Date.parse does: milliseconds since 1970, NaN where the text is no date. loc is the zone of dates that name none.
func ParseDate(text string, loc *time.Location) float64 {
	if ms, ok := datetext.JavaScript(text, loc); ok {
		return float64(ms)
	}
	return math.NaN()
}
