package expr

import (
	"math"
	"slices"
	"strings"

	"runnel/runtime/expr/syntax"
	"runnel/runtime/value"
	"runnel/runtime/value/datetime"
)

var nan, infinity = math.NaN(), math.Inf(1)

// set makes a set of words.
func set(words string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(words) {
		out[w] = true
	}
	return out
}

// The names that the prototypes of JavaScript have: reading one of them gives
// a function where a value has no property of its own by that name.
var (
	objectNames = set(`constructor __defineGetter__ __defineSetter__ hasOwnProperty __lookupGetter__ __lookupSetter__ isPrototypeOf propertyIsEnumerable
		toString valueOf __proto__ toLocaleString`)
	arrayNames = set(`at concat copyWithin fill find findIndex findLast findLastIndex lastIndexOf pop push reverse shift unshift slice sort splice includes
		indexOf join keys entries values forEach filter flat flatMap map every some reduce reduceRight toReversed toSorted toSpliced with`)
	stringNames = set(`anchor at big blink bold charAt charCodeAt codePointAt concat endsWith fontcolor fontsize fixed includes indexOf italics lastIndexOf
		link localeCompare match matchAll normalize padEnd padStart repeat replace replaceAll search slice small split strike sub substr substring sup
		startsWith trim trimStart trimLeft trimEnd trimRight toLocaleLowerCase toLocaleUpperCase toLowerCase toUpperCase isWellFormed toWellFormed`)
	numberNames = set(`toExponential toFixed toPrecision`)
	dateNames   = set(`getDate getDay getFullYear getHours getMilliseconds getMinutes getMonth getSeconds getTime getTimezoneOffset getUTCDate getUTCDay
		getUTCFullYear getUTCHours getUTCMilliseconds getUTCMinutes getUTCMonth getUTCSeconds getYear setDate setFullYear setHours setMilliseconds setMinutes
		setMonth setSeconds setTime setUTCDate setUTCFullYear setUTCHours setUTCMilliseconds setUTCMinutes setUTCMonth setUTCSeconds setYear toDateString
		toISOString toUTCString toGMTString toLocaleDateString toLocaleTimeString toTimeString toJSON`)
)

// step is one property to read, with what is known of its name.
type step struct {
	key string
	// index is the array index that the key is, -1 for others.
	index int
	// inherited is set when a prototype has a property of that name.
	inherited bool
}

func newStep(key string) step {
	st := step{key: key, index: indexOf(key)}
	st.inherited = objectNames[key] || arrayNames[key] || stringNames[key] || numberNames[key] || dateNames[key]
	return st
}

// indexOf answers the array index that a key is, -1 for others.
func indexOf(key string) int {
	if key == "" || len(key) > 9 || key[0] == '0' && len(key) > 1 {
		return -1
	}
	n := 0
	for i := 0; i < len(key); i++ {
		d := key[i] - '0'
		if d > 9 {
			return -1
		}
		n = n*10 + int(d)
	}
	return n
}

// get reads the property of a value as JavaScript does.
func (st *step) get(v value.Value) (value.Value, error) {
	switch v.Kind() {
	case value.KindObject:
		if x, ok := v.Lookup(st.key); ok || !st.inherited {
			return x, nil
		}
		if objectNames[st.key] {
			return value.Undefined, errNeedsJavaScript
		}
		return value.Undefined, nil
	case value.KindArray:
		if st.index >= 0 {
			return v.Index(st.index), nil
		}
		if x, ok := v.Lookup(st.key); ok || !st.inherited {
			return x, nil
		}
		if arrayNames[st.key] || objectNames[st.key] {
			return value.Undefined, errNeedsJavaScript
		}
		return value.Undefined, nil
	case value.KindUndefined, value.KindNull:
		return value.Undefined, ErrThrown
	case value.KindHost:
		return st.hostMember(v)
	case value.KindString:
		if x, ok := v.Lookup(st.key); ok || !st.inherited {
			return x, nil
		}
		if stringNames[st.key] {
			return value.Undefined, errNeedsJavaScript
		}
	case value.KindNumber:
		if numberNames[st.key] {
			return value.Undefined, errNeedsJavaScript
		}
	case value.KindDate:
		if dateNames[st.key] {
			return value.Undefined, errNeedsJavaScript
		}
	case value.KindBigInt:
		return value.Undefined, errNeedsJavaScript
	}
	if objectNames[st.key] {
		return value.Undefined, errNeedsJavaScript
	}
	return value.Undefined, nil
}

// hostMember reads the property of a host value.
func (st *step) hostMember(v value.Value) (value.Value, error) {
	switch h := v.Host().(type) {
	case *Object:
		x, ok, err := h.Member(st.key)
		if err != nil || ok {
			return x, err
		}
		if objectNames[st.key] {
			return value.Undefined, errNeedsJavaScript
		}
		return value.Undefined, nil
	case *ItemRef:
		if st.key == "json" {
			return h.Item.JSON, nil
		}
		return st.get(h.HostJSON())
	case *ItemsRef:
		switch {
		case st.key == "length":
			return value.Int(len(h.Items)), nil
		case st.index >= 0:
			return itemOrUndefined(h.Items, st.index), nil
		case arrayNames[st.key] || objectNames[st.key]:
			return value.Undefined, errNeedsJavaScript
		}
		return value.Undefined, nil
	case datetime.DateTime:
		if x, ok := h.Member(st.key); ok {
			return x, nil
		}
	case datetime.Duration:
		if x, ok := h.Member(st.key); ok {
			return x, nil
		}
	}
	return value.Undefined, errNeedsJavaScript
}

// path compiles the commonest chains to programs without a call for every
// step: members of the current item's document, and of the document of an
// item of another node. It answers nil for everything else.
func (c *nativeCompiler) path(whole *syntax.Node) native {
	var steps []step
	for n := whole; ; n = n.A {
		switch n.Kind {
		case syntax.Dot:
			if n.Text == "json" && !n.Optional {
				if root := c.itemRoot(n.A); root != nil {
					slices.Reverse(steps)
					// Links that are no path are compiled once more for scopes
					// with names of their own.
					hosts := c.hosts
					slow := c.links(whole)
					c.hosts = hosts
					return itemPath(root, slow, steps)
				}
			}
			steps = append(steps, newStep(n.Text))
		case syntax.Index:
			key, ok := constantKey(n.B)
			if !ok {
				return nil
			}
			steps = append(steps, newStep(key))
		case syntax.Ident:
			if len(steps) == 0 || !c.isContext(n, "$json") {
				return nil
			}
			slices.Reverse(steps)
			return jsonPath(steps)
		default:
			return nil
		}
		if n.Optional {
			return nil
		}
	}
}

// jsonPath reads a path of the current item's document.
func jsonPath(steps []step) native {
	return func(s *Scope) (value.Value, error) {
		var v value.Value
		if len(s.Extra) > 0 || s.Data == nil {
			var err error
			if v, err = s.lookup("$json"); err != nil {
				return value.Undefined, err
			}
		} else {
			items := s.Data.Items()
			if uint(s.Item) >= uint(len(items)) {
				_, err := s.current()
				return value.Undefined, err
			}
			v = items[s.Item].JSON
		}
		return follow(v, steps)
	}
}
