package compression

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"io"
	"strings"
	"testing"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/node/nodetest"
)

const name = "n8n-nodes-base.compression"

func TestRecorded(t *testing.T) { nodetest.Recorded(t, name) }

func with(files ...*item.Binary) []item.Item {
	it := item.New(nodetest.Doc(`{"in":1}`))
	for i, f := range files {
		if at := strings.LastIndexByte(f.FileName, '.'); at >= 0 {
			f.FileExtension = f.FileName[at+1:]
		}
		it = nodetest.WithFile(it, string(rune('a'+i)), f)
	}
	return []item.Item{it}
}

// read gives the files of an output's first item: property, name and contents.
func read(t *testing.T, out node.Output, err error) string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, f := range out[0][0].Binary.All() {
		r, err := f.File.Content.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		b.WriteString(f.Name + " " + f.File.FileName + " " + string(data) + "; ")
	}
	return b.String()
}

func TestBothWays(t *testing.T) {
	files := func() []item.Item {
		return with(nodetest.File("x.txt", "text/plain", "hello"), nodetest.File("y.png", "image/png", "png"))
	}
	out, err := nodetest.New(t, name, 1.1, `{"operation":"compress","binaryPropertyName":"a, b","fileName":"all.zip","binaryPropertyOutput":"z"}`).Link(files()).Run()
	read(t, out, err)
	packedFile := out[0][0].Binary.Get("z")
	packedFile.FileExtension = "zip"
	out, err = nodetest.New(t, name, 1.1, `{"binaryPropertyName":"a"}`).Link(with(packedFile)).Run()
	if got := read(t, out, err); got != "file_0 x.txt hello; file_1 y.png png; " {
		t.Error(got)
	}
	for version, want := range map[float64]string{1: "data0 x.gzip; data1 y.gzip; ", 1.1: "data x.txt.gz; data1 y.png.gz; "} {
		out, err := nodetest.New(t, name, version, `{"operation":"compress","binaryPropertyName":"a,b","outputFormat":"gzip"}`).Link(files()).Run()
		read(t, out, err)
		got := ""
		for _, f := range out[0][0].Binary.All() {
			got += f.Name + " " + f.File.FileName + "; "
		}
		if got != want {
			t.Errorf("version %v gives %s, not %s", version, got, want)
		}
	}
	out, err = nodetest.New(t, name, 1, `{"operation":"compress","binaryPropertyName":"a"}`).Link(files()).Run()
	nodetest.Want(t, out, err, `[[]]`)
}

func zipped(t *testing.T, entries ...string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(entries); i += 2 {
		f, err := z.Create(entries[i])
		if err != nil {
			t.Fatal(err)
		}
		_, _ = f.Write([]byte(entries[i+1]))
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func gzipped(t *testing.T, content string) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write([]byte(content)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestUnpackBadArchives(t *testing.T) {
	defer func(n int64, e int) { maxUnpacked, maxEntries = n, e }(maxUnpacked, maxEntries)
	maxUnpacked, maxEntries = 1<<20, 10
	unpack := func(file, content string) (node.Output, error) {
		return nodetest.New(t, name, 1.1, `{"binaryPropertyName":"a"}`).Link(with(nodetest.File(file, "", content))).Run()
	}
	out, err := unpack("x.zip", zipped(t, "../../etc/passwd", "1", "__MACOSX/x", "2", "d/", "", "/abs", "3"))
	if got := read(t, out, err); !strings.Contains(got, "file_0 ") || !strings.Contains(got, "file_2 ") || strings.Contains(got, "file_3") {
		t.Error(got)
	}
	many := make([]string, 24)
	for i := range many {
		many[i] = strings.Repeat("n", i+1)
	}
	for _, c := range []struct{ file, content, want string }{
		{"x.zip", zipped(t, "bomb", strings.Repeat("\x00", 2<<20)), errTooLarge.Error()},
		{"x.zip", zipped(t, many...), errTooMany.Error()},
		{"x.zip", "PK no zip", "invalid zip data"},
		{"x.gz", "no gzip", "invalid gzip data"},
		{"x.gz", gzipped(t, strings.Repeat("\x00", 2<<20)), errTooLarge.Error()},
		{"x.gz", gzipped(t, "some text")[:20], "unexpected EOF"},
		{"x", "", "File extension not found for binary data a"},
	} {
		_, err := unpack(c.file, c.content)
		nodetest.WantError(t, err, c.want)
	}
	half := zipped(t, "a", "some text", "b", "some more")
	if _, err := unpack("x.zip", half[:len(half)/2]); err == nil {
		t.Error("half an archive is unpacked")
	}
	_, err = nodetest.New(t, name, 1.1, `{"binaryPropertyName":"z"}`).Link(with(nodetest.File("x.zip", "", ""))).Run()
	nodetest.WantError(t, err, "The item has no binary field 'z' [item 0]")
}
