package payload

import (
	"encoding/json"
	"strings"
	"testing"

	"runnel/runtime/value"
	"runnel/runtime/value/xmltext"
)

// The wanted values and errors are those of npm's xml2js 0.6.2 with the options
// normalize, normalizeTags and explicitArray: false.
func TestXML(t *testing.T) {
	for _, c := range lines[struct {
		Text, Error string
		Want        json.RawMessage
	}](t, "xml.jsonl") {
		got, err := xmltext.Parse(c.Text, bodyXML)
		switch {
		case c.Error != "" && (err == nil || strings.ToValidUTF8(err.Error(), "\ufffd") != c.Error):
			t.Errorf("%q: got %s and the error %v, want %q", c.Text, got.JSON(), err, c.Error)
		case c.Error == "" && (err != nil || got.JSON() != string(c.Want)):
			t.Errorf("%q: got %s and the error %v, want %s", c.Text, got.JSON(), err, c.Want)
		}
	}
}

func TestDeepXML(t *testing.T) {
	for _, depth := range []int{100, 20_000} {
		text := strings.Repeat("<a>", depth) + strings.Repeat("</a>", depth)
		if _, err := xmltext.Parse(text, bodyXML); (err == nil) != (depth < 1000) {
			t.Errorf("%d levels: %v", depth, err)
		}
	}
}

func FuzzXML(f *testing.F) {
	for _, s := range []string{`<a x="1">t<b/>&amp;</a>`, "<!DOCTYPE a [<!ENTITY b \"c\">]><a/>", "<a><![CDATA[x]]></a>", "<?x y?><a", "<a b='"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		v, err := xmltext.Parse(value.DecodeUTF8(s), bodyXML)
		if err != nil {
			return
		}
		back, err := value.ParseString(v.JSON())
		if err != nil || !value.DeepEqual(back, v) {
			t.Errorf("%q: %s is no document: %v", s, v.JSON(), err)
		}
	})
}
