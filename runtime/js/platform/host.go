package platform

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"runnel/runtime/value"

	"github.com/dop251/goja"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
)

// maxBytes is the most that one buffer may hold: what a script can ask for at once. Totals are the watchdog's business.
const maxBytes = 1 << 30

// host is the object of native helpers that the package's scripts get. Scripts of users never see it.
func (r *Realm) host() *goja.Object {
	const key = "host"
	if v, ok := r.made[key]; ok {
		return v.(*goja.Object)
	}
	h := r.rt.NewObject()
	r.made[key] = h
	set := func(name string, f native) { _ = h.Set(name, f) }
	rt := r.rt
	set("classOf", func(c goja.FunctionCall) goja.Value {
		if o, ok := c.Argument(0).(*goja.Object); ok {
			return rt.ToValue(classOf(o))
		}
		return goja.Undefined()
	})
	set("proxyTarget", func(c goja.FunctionCall) goja.Value {
		v := c.Argument(0)
		for {
			o, ok := v.(*goja.Object)
			if !ok {
				return v
			}
			p, ok := o.Export().(goja.Proxy)
			if !ok || p.Target() == nil {
				return v
			}
			v = p.Target()
		}
	})
	set("promiseState", func(c goja.FunctionCall) goja.Value {
		p, ok := c.Argument(0).Export().(*goja.Promise)
		if !ok || p.State() == goja.PromiseStatePending {
			return r.object("state", "pending", "value", goja.Undefined())
		}
		state := "fulfilled"
		if p.State() == goja.PromiseStateRejected {
			state = "rejected"
		}
		return r.object("state", state, "value", p.Result())
	})
	set("describe", func(c goja.FunctionCall) goja.Value { return rt.ToValue(describe(c.Argument(0))) })
	set("allowBytes", func(c goja.FunctionCall) goja.Value {
		if n := c.Argument(0).ToFloat(); n > maxBytes {
			r.throw("RangeError", "Array buffer allocation failed")
		}
		return goja.Undefined()
	})
	set("encode", func(c goja.FunctionCall) goja.Value {
		return r.arrayBuffer(encodeText(c.Argument(0), c.Argument(1).String()))
	})
	set("decode", func(c goja.FunctionCall) goja.Value {
		b := r.bytes(c.Argument(0))
		start, end := int(c.Argument(2).ToInteger()), int(c.Argument(3).ToInteger())
		end = max(0, min(end, len(b)))
		start = max(0, min(start, end))
		return r.decodeBytes(b[start:end], c.Argument(1).String())
	})
	set("byteLength", func(c goja.FunctionCall) goja.Value {
		enc := c.Argument(1).String()
		s := c.Argument(0)
		switch enc {
		case "latin1", "ascii":
			return rt.ToValue(textOf(s).Length())
		case "utf16le":
			return rt.ToValue(2 * textOf(s).Length())
		case "hex":
			return rt.ToValue(textOf(s).Length() / 2)
		case "base64", "base64url":
			t := strings.TrimRight(s.String(), "=")
			return rt.ToValue(len(t) * 3 / 4)
		}
		return rt.ToValue(len(s.String()))
	})
	set("compare", func(c goja.FunctionCall) goja.Value {
		return rt.ToValue(bytes.Compare(r.bytes(c.Argument(0)), r.bytes(c.Argument(1))))
	})
	set("indexOf", func(c goja.FunctionCall) goja.Value {
		return rt.ToValue(indexOfBytes(r.bytes(c.Argument(0)), r.bytes(c.Argument(1)), int(c.Argument(2).ToInteger()), c.Argument(3).ToBoolean()))
	})
	set("fill", func(c goja.FunctionCall) goja.Value {
		b, v := r.bytes(c.Argument(0)), bytes.Clone(r.bytes(c.Argument(1)))
		from, to := int(c.Argument(2).ToInteger()), int(c.Argument(3).ToInteger())
		for i := from; i < to && i < len(b); i += len(v) {
			copy(b[i:min(to, len(b))], v)
		}
		return goja.Undefined()
	})
	set("write", func(c goja.FunctionCall) goja.Value {
		b, enc := r.bytes(c.Argument(0)), c.Argument(2).String()
		from, n := int(c.Argument(3).ToInteger()), int(c.Argument(4).ToInteger())
		src := encodeText(c.Argument(1), enc)
		from = max(0, min(from, len(b)))
		n = max(0, min(n, len(b)-from))
		if len(src) > n {
			src = src[:n]
			switch enc {
			case "utf8": // no part of a character is written
				for len(src) > 0 && !utf8.Valid(src) {
					src = src[:len(src)-1]
				}
			case "utf16le":
				src = src[:len(src)&^1]
			}
		}
		return rt.ToValue(copy(b[from:], src))
	})
	set("textDecoder", r.textDecoder)
	set("latin1", func(c goja.FunctionCall) goja.Value { // code units as bytes, null where one is above 255
		s := textOf(c.Argument(0))
		out := make([]byte, s.Length())
		for i := range out {
			u := s.CharAt(i)
			if u > 255 {
				return goja.Null()
			}
			out[i] = byte(u)
		}
		return rt.ToValue(base64.StdEncoding.EncodeToString(out))
	})
	set("atob", func(c goja.FunctionCall) goja.Value {
		text, problem := forgivingBase64(c.Argument(0).String())
		if problem != 0 {
			return rt.ToValue(problem)
		}
		return r.decodeBytes(text, "latin1")
	})
	r.timerFunctions(h)
	r.cryptoFunctions(h)
	r.urlFunctions(h)
	return h
}

// classOf names the kind of an object as the engine knows it, which scripts cannot forge.
func classOf(o *goja.Object) string {
	switch x := o.Export().(type) {
	case goja.ArrayBuffer:
		return "ArrayBuffer"
	case goja.Proxy:
		return "Proxy"
	case *goja.Promise:
		return "Promise"
	default:
		_ = x
	}
	return o.ClassName()
}

func (r *Realm) arrayBuffer(b []byte) goja.Value { return r.rt.ToValue(r.rt.NewArrayBuffer(b)) }

// bytes returns the memory of an ArrayBuffer or of a view of one: writing to it writes to the script's. It is empty for anything else.
func (r *Realm) bytes(v goja.Value) []byte {
	o, ok := v.(*goja.Object)
	if !ok {
		return nil
	}
	switch x := o.Export().(type) {
	case []byte:
		return x
	case goja.ArrayBuffer:
		return x.Bytes()
	}
	buffer, ok := o.Get("buffer").(*goja.Object)
	if !ok {
		return nil
	}
	ab, ok := buffer.Export().(goja.ArrayBuffer)
	if !ok {
		return nil
	}
	b := ab.Bytes()
	off := max(0, min(int(o.Get("byteOffset").ToInteger()), len(b)))
	n := max(0, min(int(o.Get("byteLength").ToInteger()), len(b)-off))
	return b[off : off+n]
}

// encodeText turns text into bytes by one of Node's encodings, in its normal name.
func encodeText(v goja.Value, enc string) []byte {
	s := textOf(v)
	switch enc {
	case "latin1", "ascii":
		out := make([]byte, s.Length())
		for i := range out {
			out[i] = byte(s.CharAt(i))
		}
		return out
	case "utf16le":
		out := make([]byte, 0, 2*s.Length())
		for i := range s.Length() {
			u := s.CharAt(i)
			out = append(out, byte(u), byte(u>>8))
		}
		return out
	case "hex":
		t := s.String()
		n := 0
		for n+1 < len(t) && isHex(t[n]) && isHex(t[n+1]) {
			n += 2
		}
		out, _ := hex.DecodeString(t[:n])
		return out
	case "base64", "base64url":
		return lenientBase64(s.String())
	}
	return []byte(s.String())
}

func isHex(c byte) bool { return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f' }

// lenientBase64 reads either alphabet, passes over what belongs to neither, and ends at the padding.
func lenientBase64(s string) []byte {
	clean := make([]byte, 0, len(s))
scan:
	for i := range len(s) {
		switch c := s[i]; {
		case c == '=':
			break scan
		case c == '-':
			clean = append(clean, '+')
		case c == '_':
			clean = append(clean, '/')
		case c >= 'A' && c <= 'Z', c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '+', c == '/':
			clean = append(clean, c)
		}
	}
	if len(clean)%4 == 1 {
		clean = clean[:len(clean)-1]
	}
	out := make([]byte, base64.RawStdEncoding.DecodedLen(len(clean)))
	n, _ := base64.RawStdEncoding.Decode(out, clean)
	return out[:n]
}

// forgivingBase64 is the web's decoder: white space is passed over, padding may miss. problem is 1 for a character of another alphabet and
// 2 for a length that no encoder makes.
func forgivingBase64(s string) (out []byte, problem int) {
	clean := make([]byte, 0, len(s))
	for i := range len(s) {
		switch c := s[i]; c {
		case ' ', '\t', '\n', '\f', '\r':
		default:
			clean = append(clean, c)
		}
	}
	if len(clean)%4 == 0 {
		clean = bytes.TrimSuffix(clean, []byte("="))
		if len(clean)%4 == 3 {
			clean = bytes.TrimSuffix(clean, []byte("="))
		}
	}
	for _, c := range clean {
		if !(c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '+' || c == '/') {
			return nil, 1
		}
	}
	if len(clean)%4 == 1 {
		return nil, 2
	}
	out = make([]byte, base64.RawStdEncoding.DecodedLen(len(clean)))
	n, _ := base64.RawStdEncoding.Decode(out, clean)
	return out[:n], 0
}

// decodeBytes turns bytes into text by one of Node's encodings.
func (r *Realm) decodeBytes(b []byte, enc string) goja.Value {
	switch enc {
	case "hex":
		return r.rt.ToValue(hex.EncodeToString(b))
	case "base64":
		return r.rt.ToValue(base64.StdEncoding.EncodeToString(b))
	case "base64url":
		return r.rt.ToValue(base64.RawURLEncoding.EncodeToString(b))
	case "latin1", "ascii":
		u := make([]uint16, len(b))
		for i, c := range b {
			if enc == "ascii" {
				c &= 0x7f
			}
			u[i] = uint16(c)
		}
		return goja.StringFromUTF16(u)
	case "utf16le":
		u := make([]uint16, len(b)/2)
		for i := range u {
			u[i] = uint16(b[2*i]) | uint16(b[2*i+1])<<8
		}
		return goja.StringFromUTF16(u)
	}
	return r.rt.ToValue(value.DecodeUTF8(string(b)))
}

// incomplete is the number of bytes at the end of b that begin a character which more bytes could complete.
func incomplete(b []byte) int {
	for n := 1; n <= 3 && n <= len(b); n++ {
		tail := b[len(b)-n:]
		if utf8.RuneStart(tail[0]) {
			if tail[0] >= 0xc2 && !utf8.FullRune(tail) && value.BrokenLength(string(tail)) == n {
				return n
			}
			return 0
		}
	}
	return 0
}

func indexOfBytes(b, needle []byte, offset int, forward bool) int {
	if offset < 0 {
		offset += len(b)
		if offset < 0 {
			if !forward {
				return -1
			}
			offset = 0
		}
	}
	if forward {
		if offset > len(b) || len(needle) == 0 {
			if len(needle) == 0 {
				return min(offset, len(b))
			}
			return -1
		}
		i := bytes.Index(b[offset:], needle)
		if i < 0 {
			return -1
		}
		return i + offset
	}
	if len(needle) == 0 {
		return min(offset, len(b))
	}
	return bytes.LastIndex(b[:min(len(b), offset+len(needle))], needle)
}

// textDecoder makes the decoder of a label: {encoding, decode(bytes, stream)}; undefined where there is no such encoding. decode returns
// undefined for bytes that are wrong when they must not be.
func (r *Realm) textDecoder(c goja.FunctionCall) goja.Value {
	label := strings.ToLower(strings.Trim(c.Argument(0).String(), "\t\n\f\r "))
	fatal := c.Argument(1).ToBoolean()
	name := label
	var enc encoding.Encoding
	switch label {
	case "utf8", "utf-8", "unicode-1-1-utf-8":
		name = "utf-8"
	case "utf-16", "utf-16le", "ucs-2", "unicode", "utf-16be":
		name = "utf-16le"
		if label == "utf-16be" {
			name = label
		}
	default:
		e, err := htmlindex.Get(label)
		if err != nil {
			return goja.Undefined()
		}
		enc = e
		if name, err = htmlindex.Name(e); err != nil {
			return goja.Undefined()
		}
	}
	var rest []byte
	decode := func(c goja.FunctionCall) goja.Value {
		b := append(rest, r.bytes(c.Argument(0))...)
		rest = nil
		stream := c.Argument(1).ToBoolean()
		switch name {
		case "utf-8":
			if stream {
				if n := incomplete(b); n > 0 {
					rest = bytes.Clone(b[len(b)-n:])
					b = b[:len(b)-n]
				}
			}
			if fatal && !utf8.Valid(b) {
				return goja.Undefined()
			}
			return r.rt.ToValue(value.DecodeUTF8(string(b)))
		case "utf-16le", "utf-16be":
			if len(b)%2 == 1 {
				if stream {
					rest = bytes.Clone(b[len(b)-1:])
				} else if fatal {
					return goja.Undefined()
				}
			}
			u := make([]uint16, len(b)/2, len(b)/2+1)
			for i := range u {
				u[i] = uint16(b[2*i]) | uint16(b[2*i+1])<<8
				if name == "utf-16be" {
					u[i] = u[i]<<8 | u[i]>>8
				}
			}
			if len(b)%2 == 1 && !stream {
				u = append(u, 0xfffd)
			}
			return r.rt.ToValue(string(utf16.Decode(u)))
		}
		if name == "windows-1252" {
			return r.decodeBytes(b, "latin1") // as Node 20 does
		}
		out, err := enc.NewDecoder().Bytes(b)
		if err != nil || fatal && bytes.ContainsRune(out, utf8.RuneError) {
			return goja.Undefined()
		}
		return r.rt.ToValue(string(out))
	}
	o := r.rt.NewObject()
	_ = o.Set("encoding", name)
	_ = o.Set("decode", decode)
	return o
}
