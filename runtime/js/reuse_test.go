package js

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
		if got := isTame(code); got != want {
			t.Errorf("%s: tame is %v", code, got)
		}
	}
}
