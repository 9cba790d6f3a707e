package js

import (
	"context"
	"testing"

	"runnel/runtime/expr"
	"runnel/runtime/node"
)

// TestRequire loads modules under several allow-lists.
func TestRequire(t *testing.T) {
	for _, c := range []struct {
		builtins, external []string
		code, want         string
	}{
		{nil, nil, `return require('crypto')`, `error: Module 'crypto' is disallowed [line 1]`},
		{[]string{"crypto"}, nil, `return require('crypto').createHash('md5').update('a').digest('hex')`, `"0cc175b9c0f1b6a831c399e269772661"`},
		{[]string{"crypto"}, nil, `return require('node:crypto') === require('crypto')`, `true`},
		{[]string{"crypto"}, nil, `return require('path')`, `error: Module 'path' is disallowed [line 1]`},
		{[]string{"*"}, nil, `return require('path').join('a', '../b')`, `"b"`},
		{[]string{"*"}, nil, `return require('lodash')`, `error: Module 'lodash' is disallowed [line 1]`},
		{[]string{"*"}, []string{"*"}, `return require('fs')`, `error: Cannot find module 'fs' [line 1]`},
		{[]string{"*"}, []string{"*"}, `return require('left-pad')`, `error: Cannot find module 'left-pad' [line 1]`},
		{nil, []string{"lodash"}, `return require('lodash').chunk([1, 2, 3], 2)`, `[[1,2],[3]]`},
		{nil, []string{"lodash"}, `return require('moment')`, `error: Module 'moment' is disallowed [line 1]`},
		{nil, []string{"*"}, `const _ = require('lodash'); return [_.camelCase('foo bar'), _.get({ a: [{ b: 1 }] }, 'a[0].b'), _.template('<%= x %>!')({ x: 1 }), _.VERSION, _.isEqual({ a: [1] }, { a: [1] }), _.sortBy([3, 1, 2])]`,
			`["fooBar",1,"1!","4.17.21",true,[1,2,3]]`},
		{nil, []string{"*"}, `const m = require('moment'); return [m.utc('2024-02-29').add(1, 'year').format('YYYY-MM-DD'), m.utc(0).locale('de').format('dddd, D. MMMM YYYY'), m.duration(90, 'minutes').humanize(), m('nope', 'YYYY', true).isValid(), m.version]`,
			`["2025-02-28","Donnerstag, 1. Januar 1970","2 hours",false,"2.30.1"]`},
		{nil, []string{"*"}, `return require('luxon').DateTime === DateTime && require('jmespath').search({ a: 1 }, 'a')`, `1`},
		// What one run changes another does not see.
		{[]string{"*"}, []string{"*"}, `require('lodash').chunk = 1; require('path').sep = 2; return 1`, `1`},
		{[]string{"*"}, []string{"*"}, `return [typeof require('lodash').chunk, require('path').sep, require('util').inspect({ a: [1] })]`, `["function","/","{ a: [ 1 ] }"]`},
	} {
		e := New(Options{ScriptTimeout: never, Builtins: c.builtins, External: c.external})
		s := e.Lease(context.Background())
		r, err := s.RunScript(node.ScriptAll, c.code, &expr.Scope{Data: patient().data, Runner: s, Compiler: e}, nil)
		got := "error: "
		if err != nil {
			got += err.Error()
		} else {
			got = text(r.Value)
		}
		s.Release()
		if got != c.want {
			t.Errorf("%s\n   got %s\n  want %s", c.code, got, c.want)
		}
	}
}
