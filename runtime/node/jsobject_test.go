package node

import "testing"

func TestParseObject(t *testing.T) {
	for text, want := range map[string]string{
		`{"a":1}`: `{"a":1}`,
		`{ok: 1, 'b c': [1,-2,], d: {e: null,},}`:           `{"ok":1,"b c":[1,-2],"d":{"e":null}}`,
		`{a: name, b: 1+1, c: f(1, [2]), d: ` + "`x`" + `}`: `{"a":"name"}`,
		`{a: 'it\'s \x41é\n', /* c */ b: "q" // e
		}`: `{"a":"it's Aé\n","b":"q"}`,
		`{m(){ return "}" }, b}`:            `{"b":"b"}`,
		`{a: 0x10, b: 1e3, c: .5, 7: true}`: `{"7":true,"a":16,"b":1000,"c":0.5}`,
		`{a: }`:                             "",
		`{a: [1, 2}`:                        "",
		`a: 1`:                              "",
		`{a: 'x`:                            "",
		`{"a": {{ x }} }`:                   "",
		`{"a": [{{ x }}]}`:                  "",
		`{a: "{{ x }}"}`:                    `{"a":"{{ x }}"}`,
		`[1]`:                               `[1]`,
	} {
		v, ok := ParseObject(text)
		got := ""
		if ok {
			got = v.JSON()
		}
		if got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}

func FuzzParseObject(f *testing.F) {
	f.Add(`{a: 'x', b: [1, {c: f(2)}], "d": -1}`)
	f.Fuzz(func(_ *testing.T, s string) { ParseObject(s) })
}
