package source

import "testing"

func TestTameScripts(t *testing.T) {
	for code, want := range map[string]bool{
		"return $input.all();": true,
		"const { body } = items[0].json; return { json: { body } };":  true,
		"this.helpers.httpRequest({}); return [];":                    true,
		"class A { constructor() {} }":                                false,
		"Array.prototype.x = 1":                                       false,
		"Math.x = 1; return []":                                       false,
		"Math['x'] += 1; return []":                                   false,
		"JSON = null":                                                 false,
		"if (Math.max(1, 2) == 2) return [];":                         true,
		"const f = x => Object.keys(x); return f({});":                true,
		"(function () { this.x = 1 })()":                              false,
		"return eval('1')":                                            false,
		`return [][String.fromCharCode(95) + "\x5fproto"]`:            false,
		"const crypto = require('crypto'); return [];":                false,
		"return Object.getPrototypeOf([])":                            false,
		"return [{ json: { total: Number (1), when: new Date() } }];": true,
	} {
		if got := IsTame(code); got != want {
			t.Errorf("%s: tame is %v", code, got)
		}
	}
}

func TestScriptsThatMayLeak(t *testing.T) {
	for code, want := range map[string]bool{
		"for (item of items) { item.json.n = 1 } return items": true,
		"for (const item of items) { item.json.n = 1 }":        false,
		"total = 0":                          true,
		"let total = 0; total += 2; total++": false,
		"count++":                            true,
		"--count":                            true,
		"const { a, b } = x; const f = (y) => y.z = 3": false,
		"({ a, b } = x)":                                true,
		"if (a == b) c.d = 1; const e = a >= b":         false,
		"const f = x => x; const o = { a: 1 }; o.a = 2": false,
	} {
		if got := MayLeak(code); got != want {
			t.Errorf("%s: may leak is %v", code, got)
		}
	}
}
