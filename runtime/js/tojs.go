package js

import (
	"math"
	"reflect"

	"github.com/dop251/goja"

	"runnel/runtime/value"
)

var (
	objectViewType    = reflect.TypeOf((*objectView)(nil))
	contextObjectType = reflect.TypeOf((*contextObject)(nil))
)

var nan = math.NaN()

// toJS makes a value of the host one of this machine. Objects become views,
// arrays ordinary arrays (of views), dates Date objects.
func (m *machine) toJS(v value.Value) goja.Value {
	switch v.Kind() {
	case value.KindUndefined:
		return goja.Undefined()
	case value.KindNull:
		return goja.Null()
	case value.KindBool:
		if v.Bool() {
			return m.jsTrue
		}
		return m.jsFalse
	case value.KindNumber:
		return m.toNumber(v.Num())
	case value.KindString:
		return m.toText(v.Str())
	case value.KindBigInt:
		return m.rt.ToValue(v.BigInt())
	case value.KindArray:
		return m.toArray(v.Elems())
	case value.KindDate:
		return m.toDate(v.Num())
	case value.KindHost:
		return m.hostToJS(v.Host())
	}
	if m.script == nil {
		return m.documentView(v)
	}
	return m.newObjectView(v)
}

func (m *machine) toNumber(f float64) goja.Value {
	if i := int64(f); float64(i) == f && (i != 0 || !math.Signbit(f)) {
		return m.rt.ToValue(i)
	}
	return m.rt.ToValue(f)
}

func (m *machine) toArray(elems []value.Value) *goja.Object {
	list := make([]any, len(elems))
	for i, e := range elems {
		list[i] = m.toJS(e)
	}
	return m.rt.NewArray(list...)
}

func (m *machine) toDate(ms float64) goja.Value {
	o, err := m.rt.New(m.dateConstructor(), m.toNumber(ms))
	if err != nil {
		panic(err)
	}
	return o
}
