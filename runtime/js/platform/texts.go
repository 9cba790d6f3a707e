package platform

import (
	"strings"
	"unicode/utf16"

	"github.com/dop251/goja"
)

// markup are the methods that put a tag around a text, with the tag and, where they take one, the attribute (ECMAScript, Annex B).
var markup = []struct{ method, tag, attribute string }{
	{"anchor", "a", "name"}, {"big", "big", ""}, {"blink", "blink", ""}, {"bold", "b", ""}, {"fixed", "tt", ""}, {"fontcolor", "font", "color"},
	{"fontsize", "font", "size"}, {"italics", "i", ""}, {"link", "a", "href"}, {"small", "small", ""}, {"strike", "strike", ""}, {"sub", "sub", ""}, {"sup", "sup", ""},
}

// patchTexts adds the methods of strings that the engine lacks.
func (r *Realm) patchTexts(proto *goja.Object) {
	for _, m := range markup {
		length := 0
		if m.attribute != "" {
			length = 1
		}
		r.method(proto, m.method, length, func(c goja.FunctionCall) goja.Value {
			text := r.wideText(c.This, m.method)
			var b goja.StringBuilder
			b.WriteUTF8String("<" + m.tag)
			if m.attribute != "" {
				value := r.text(c.Argument(0))
				b.WriteUTF8String(" " + m.attribute + `="` + strings.ReplaceAll(value, `"`, "&quot;") + `"`)
			}
			b.WriteUTF8String(">")
			b.WriteString(text)
			b.WriteUTF8String("</" + m.tag + ">")
			return b.String()
		})
	}
	r.method(proto, "isWellFormed", 0, func(c goja.FunctionCall) goja.Value {
		_, wide := textUnits(r.wideText(c.This, "isWellFormed"))
		return r.rt.ToValue(loneSurrogate(wide, 0) < 0)
	})
	r.method(proto, "toWellFormed", 0, func(c goja.FunctionCall) goja.Value {
		text := r.wideText(c.This, "toWellFormed")
		_, wide := textUnits(text)
		at := loneSurrogate(wide, 0)
		if at < 0 {
			return text
		}
		mended := append([]uint16(nil), wide...)
		for ; at >= 0; at = loneSurrogate(mended, at+1) {
			mended[at] = 0xfffd
		}
		return goja.StringFromUTF16(mended)
	})
}

// wideText is the receiver of a method of strings, with its lone surrogates.
func (r *Realm) wideText(v goja.Value, method string) goja.String {
	r.thisText(v, method)
	return textOf(v)
}

// loneSurrogate answers where the next half of a surrogate pair without the other half stands, from a place on; -1 for none.
func loneSurrogate(units []uint16, from int) int {
	for i := from; i < len(units); i++ {
		if !utf16.IsSurrogate(rune(units[i])) {
			continue
		}
		if i+1 < len(units) && utf16.DecodeRune(rune(units[i]), rune(units[i+1])) != 0xfffd {
			i++
			continue
		}
		return i
	}
	return -1
}
