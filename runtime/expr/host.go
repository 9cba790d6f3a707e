package expr

import (
	"math"

	"runnel/runtime/item"
	"runnel/runtime/value"
)

// Object is an object of the context whose members are computed when they are
// read, such as $input or what $('X') answers.
type Object struct {
	// Name is for messages, e.g. "$input".
	Name string
	// Names are the members in order, for Object.keys.
	Names []string
	// Member computes a member; it is not ok for one that does not exist.
	Member func(name string) (v value.Value, ok bool, err error)
	// JSON answers what JSON has in the object's place; nil means all members.
	JSON func() value.Value
	// Assign writes a member, nil where nothing can be written.
	Assign func(name string, v value.Value) error
}

// HostText implements value.HostObject.
func (o *Object) HostText() string { return "[object Object]" }

// HostNumber implements value.HostObject.
func (o *Object) HostNumber() float64 { return math.NaN() }

// HostType implements value.HostObject.
func (o *Object) HostType() string { return "object" }

// HostJSON computes all members; those that fail or are functions are left out.
func (o *Object) HostJSON() value.Value {
	if o.JSON != nil {
		return o.JSON()
	}
	var b value.Builder
	for _, name := range o.Names {
		v, ok, err := o.Member(name)
		if err != nil || !ok || v.TypeOf() == "function" {
			continue
		}
		b.Set(name, v)
	}
	return b.Object()
}

// Function is a function of the context. Arguments that only JavaScript
// understands come as host values and may be answered again.
type Function struct {
	Name string
	Call func(args []value.Value) (value.Value, error)
}

// HostText implements value.HostObject.
func (f *Function) HostText() string { return "function " + f.Name + "() { [native code] }" }

// HostNumber implements value.HostObject.
func (f *Function) HostNumber() float64 { return math.NaN() }

// HostType implements value.HostObject.
func (f *Function) HostType() string { return "function" }

// HostJSON implements value.HostObject.
func (f *Function) HostJSON() value.Value { return value.Undefined }

// ItemRef is an item as an expression sees it: {json, binary, pairedItem, …}.
// Value makes the plain object. Item points to where the item stands in its
// list, so that a script sees one object for it however it is reached.
type ItemRef struct{ Item *item.Item }

// HostText implements value.HostObject.
func (i *ItemRef) HostText() string { return "[object Object]" }

// HostNumber implements value.HostObject.
func (i *ItemRef) HostNumber() float64 { return math.NaN() }

// HostType implements value.HostObject.
func (i *ItemRef) HostType() string { return "object" }

// HostJSON implements value.HostObject.
func (i *ItemRef) HostJSON() value.Value { return ItemValue(*i.Item) }

// ItemsRef is a list of items as an expression sees it, an array of ItemRef.
type ItemsRef struct{ Items []item.Item }

// HostText implements value.HostObject.
func (l *ItemsRef) HostText() string { return l.HostJSON().ToString() }

// HostNumber implements value.HostObject.
func (l *ItemsRef) HostNumber() float64 { return l.HostJSON().ToNumber() }

// HostType implements value.HostObject.
func (l *ItemsRef) HostType() string { return "object" }

// HostJSON implements value.HostObject.
func (l *ItemsRef) HostJSON() value.Value {
	elems := make([]value.Value, len(l.Items))
	for i := range l.Items {
		elems[i] = ItemValue(l.Items[i])
	}
	return value.Array(elems...)
}

// Plain answers a value without the lists and items of the context: those
// become arrays and objects. Other host values stay.
func Plain(v value.Value) value.Value {
	switch h := v.Host().(type) {
	case *ItemRef:
		return h.HostJSON()
	case *ItemsRef:
		return h.HostJSON()
	}
	return v
}
