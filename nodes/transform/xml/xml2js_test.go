package xml_test

import (
	"bufio"
	"os"
	"strings"
	"testing"

	"runnel/runtime/node/nodetest"
	"runnel/runtime/value"
)

// eachCase calls f with every line of a file of cases, which were made by
// running generated documents through xml2js 0.6.2.
func eachCase(t *testing.T, file string, f func(t *testing.T, c value.Value)) {
	in, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		f(t, nodetest.Doc(lines.Text()))
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
}

// one runs the node for one document.
func one(t *testing.T, params, doc value.Value) (value.Value, error) {
	out, err := nodetest.New(t, xml, 1, params.JSON()).Docs(value.Array(doc).JSON()).Run()
	if err != nil {
		return value.Undefined, err
	}
	return out[0][0].JSON, nil
}

func TestReadsAsXML2JS(t *testing.T) {
	eachCase(t, "testdata/read.jsonl", func(t *testing.T, c value.Value) {
		params := value.Object(value.Field{Key: "options", Value: c.Get("options")})
		got, err := one(t, params, value.Object(value.Field{Key: "data", Value: c.Get("xml")}))
		want := c.Get("error")
		if want.IsString() && err != nil && err.Error() == want.Str() {
			return
		}
		if want.IsString() || err != nil || got.JSON() != c.Get("value").JSON() {
			t.Errorf("%s\n  %s\n  gave %s, %v\n  not %s %s", c.Get("options").JSON(), c.Get("xml").JSON(), got.JSON(), err, c.Get("value").JSON(), want.JSON())
		}
	})
}

func TestWritesAsXML2JS(t *testing.T) {
	eachCase(t, "testdata/write.jsonl", func(t *testing.T, c value.Value) {
		params := value.Object(value.Field{Key: "mode", Value: value.String("jsonToxml")}, value.Field{Key: "options", Value: c.Get("options")})
		got, err := one(t, params, c.Get("json"))
		// What the library tells of the place is left out.
		want, _, _ := strings.Cut(c.Get("error").Str(), ", parent:")
		if want != "" && err != nil && strings.HasPrefix(err.Error(), want) {
			return
		}
		if want != "" || err != nil || got.Get("data").JSON() != c.Get("text").JSON() {
			t.Errorf("%s\n  %s\n  gave %s, %v\n  not %s %s", c.Get("options").JSON(), c.Get("json").JSON(), got.Get("data").JSON(), err, c.Get("text").JSON(), want)
		}
	})
}
