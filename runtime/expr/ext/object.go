package ext

import (
	"strings"

	"runnel/runtime/value"
)

func objectFunctions() []*Function {
	return []*Function{
		{
			Name: "compact", Receiver: Object, Returns: "object", Help: `Drops empty fields, also of objects inside: null, undefined, "", "nil", {} and [].`,
			Examples: []Example{{`({ a: null, b: 2, c: "" }).compact()`, `{"b":2}`}}, Search: []string{"removeEmpty", "clean"},
			call: func(c *call) (value.Value, error) { return compacted(plain(c.receiver)), nil },
		},
		{
			Name: "hasField", Receiver: Object, Returns: "boolean", Args: []Arg{{Name: "name", Type: "string", Help: "The key to look for."}}, Help: "Tells whether there is a field of that name, at the top level.",
			Examples: []Example{{`({ name: "Ann" }).hasField("name")`, `true`}, {`({ name: "Ann" }).hasField("age")`, `false`}}, Search: []string{"has", "contains"}, call: hasField,
		},
		{
			Name: "isEmpty", Receiver: Object, Returns: "boolean", Help: "Tells whether the object has no fields.", Examples: []Example{{`({}).isEmpty()`, `true`}},
			call: func(c *call) (value.Value, error) { return value.Bool(!hasFields(c.receiver)), nil },
		},
		{
			Name: "isNotEmpty", Receiver: Object, Returns: "boolean", Help: "Tells whether the object has any field.", Examples: []Example{{`({ a: 1 }).isNotEmpty()`, `true`}},
			call: func(c *call) (value.Value, error) { return value.Bool(hasFields(c.receiver)), nil },
		},
		{
			Name: "keepFieldsContaining", Receiver: Object, Returns: "object", Args: []Arg{{Name: "value", Type: "string", Help: "The text to look for; case counts."}}, Help: "Keeps only the fields whose value is a text with the given text in it.",
			Examples: []Example{{`({ a: "apple", b: "pear", c: 1 }).keepFieldsContaining("pp")`, `{"a":"apple"}`}},
			call: func(c *call) (value.Value, error) {
				if a := c.arg(0); !a.IsString() || a.Str() == "" {
					return fail("argument of keepFieldsContaining must be a non-empty string")
				}
				return c.fields(func(v value.Value) bool { return v.IsString() && strings.Contains(v.Str(), c.arg(0).Str()) }), nil
			},
		},
		{
			Name: "removeField", Receiver: Object, Returns: "object", Args: []Arg{{Name: "key", Type: "string", Help: "The key to remove."}}, Help: "The object without a field.",
			Examples: []Example{{`({ a: 1, b: 2 }).removeField("a")`, `{"b":2}`}}, Search: []string{"delete", "omit"},
			call: func(c *call) (value.Value, error) { return plain(c.receiver).Delete(c.arg(0).ToString()), nil },
		},
		{
			Name: "removeFieldsContaining", Receiver: Object, Returns: "object", Args: []Arg{{Name: "value", Type: "string", Help: "The text to look for; case counts."}}, Help: "Drops the fields whose value is a text with the given text in it.",
			Examples: []Example{{`({ a: "apple", b: "pear" }).removeFieldsContaining("pp")`, `{"b":"pear"}`}},
			call: func(c *call) (value.Value, error) {
				if a := c.arg(0); !a.IsString() || a.Str() == "" {
					return fail("removeFieldsContaining(): expected non-empty string arg")
				}
				return c.fields(func(v value.Value) bool { return !v.IsString() || !strings.Contains(v.Str(), c.arg(0).Str()) }), nil
			},
		},
		{
			Name: "keys", Receiver: Object, Returns: "string[]", Help: "The names of the fields.", Examples: []Example{{`({ a: 1, b: 2 }).keys()`, `["a","b"]`}}, call: keys,
		},
		{
			Name: "values", Receiver: Object, Returns: "any[]", Help: "The values of the fields.", Examples: []Example{{`({ a: 1, b: 2 }).values()`, `[1,2]`}}, call: values,
		},
		{
			Name: "urlEncode", Receiver: Object, Returns: "string", Help: "The fields as the query string of a URL.", Examples: []Example{{`({ name: "Mr Nathan", city: "hanoi" }).urlEncode()`, `"name=Mr+Nathan&city=hanoi"`}}, Search: []string{"querystring"}, call: queryString,
		},
		{
			Name: "toJsonString", Receiver: Object, Returns: "string", Help: "The object as JSON text.", Examples: []Example{{`({ a: 1 }).toJsonString()`, `"{\"a\":1}"`}}, Search: []string{"stringify"},
			call: func(c *call) (value.Value, error) { return value.String(c.receiver.JSON()), nil },
		},
		{Name: "toInt", Receiver: Object, Returns: "undefined", Help: "Always undefined.", Examples: []Example{{`({}).toInt()`, `undefined`}}, call: undefined},
		{Name: "toFloat", Receiver: Object, Returns: "undefined", Help: "Always undefined.", Examples: []Example{{`({}).toFloat()`, `undefined`}}, call: undefined},
		{Name: "toBoolean", Receiver: Object, Returns: "undefined", Help: "Always undefined.", Examples: []Example{{`({}).toBoolean()`, `undefined`}}, call: undefined},
		{Name: "toDateTime", Receiver: Object, Returns: "undefined", Help: "Always undefined.", Examples: []Example{{`({}).toDateTime()`, `undefined`}}, call: undefined},
	}
}

// plain answers an object with fields; of host objects what JSON has of them.
func plain(v value.Value) value.Value {
	if v.IsHost() {
		if j := v.Host().HostJSON(); j.IsObject() {
			return j
		}
		return value.EmptyObject
	}
	return v
}

// hasFields tells whether an object has fields. Host objects that are no
// object in JSON, such as durations, have some that are their own affair.
func hasFields(v value.Value) bool {
	if v.IsHost() {
		j := v.Host().HostJSON()
		return !j.IsObject() || j.Len() > 0
	}
	return v.Len() > 0
}

// inherited are the members that every object of JavaScript has.
var inherited = map[string]bool{
	"constructor": true, "__defineGetter__": true, "__defineSetter__": true, "hasOwnProperty": true, "__lookupGetter__": true, "__lookupSetter__": true,
	"isPrototypeOf": true, "propertyIsEnumerable": true, "toString": true, "valueOf": true, "__proto__": true, "toLocaleString": true,
}

func hasField(c *call) (value.Value, error) {
	name := c.arg(0).ToString()
	return value.Bool(plain(c.receiver).Has(name) || inherited[name]), nil
}

// fields answers the object with the fields that f keeps.
func (c *call) fields(f func(value.Value) bool) value.Value {
	var b value.Builder
	for k, v := range plain(c.receiver).Entries() {
		if f(v) {
			b.Set(k, v)
		}
	}
	return b.Object()
}

func keys(c *call) (value.Value, error) {
	names := plain(c.receiver).Keys()
	out := make([]value.Value, len(names))
	for i, n := range names {
		out[i] = value.String(n)
	}
	return value.Array(out...), nil
}

func values(c *call) (value.Value, error) {
	o := plain(c.receiver)
	out := make([]value.Value, 0, o.Len())
	for _, v := range o.Entries() {
		out = append(out, v)
	}
	return value.Array(out...), nil
}

func queryString(c *call) (value.Value, error) {
	var b []byte
	for k, v := range plain(c.receiver).Entries() {
		if len(b) > 0 {
			b = append(b, '&')
		}
		b = appendForm(b, k)
		b = append(b, '=')
		b = appendForm(b, v.ToString())
	}
	return value.String(string(b)), nil
}

// appendForm appends a text as forms encode it.
func appendForm(b []byte, s string) []byte {
	s = value.FromUTF16(value.UTF16(s))
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == ' ':
			b = append(b, '+')
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '*', c == '-', c == '.', c == '_':
			b = append(b, c)
		default:
			b = append(b, '%', "0123456789ABCDEF"[c>>4], "0123456789ABCDEF"[c&15])
		}
	}
	return b
}
