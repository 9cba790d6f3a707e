package node

import "testing"

func TestRepairJSON(t *testing.T) {
	for text, want := range map[string]string{
		`{"a":1}`:                        `{"a":1}`,
		`{a: 'x', b: [1,2,],}`:           `{"a":"x","b":[1,2]}`,
		"```json\n{\"a\":1}\n```":        `{"a":1}`,
		`{"a": "line` + "\n" + `break"}`: `{"a":"line\nbreak"}`,
		`{"a": [1, 2`:                    `{"a":[1,2]}`,
		`{ "x": , }`:                     `{"x":null}`,
		`{ x: 1 + 1 }`:                   "",
	} {
		v, err := RepairJSON(text)
		got := ""
		if err == nil {
			got = v.JSON()
		}
		if got != want {
			t.Errorf("%s: got %s %v, want %s", text, got, err, want)
		}
	}
}
