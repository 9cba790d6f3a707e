package binary

import (
	"context"
	"encoding/base64"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

const png = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"

func TestDescribe(t *testing.T) {
	for _, c := range []struct {
		name string
		meta node.BinaryMeta
		head string
		want item.Binary
	}{
		{"given type", node.BinaryMeta{MimeType: "application/json; charset=utf-8"}, "{}",
			item.Binary{MimeType: "application/json; charset=utf-8", FileType: "json", FileExtension: "json"}},
		{"by name", node.BinaryMeta{FileName: "a.CSV"}, png,
			item.Binary{MimeType: "text/csv", FileType: "text", FileExtension: "CSV", FileName: "a.CSV"}},
		{"name with folder", node.BinaryMeta{FileName: "/tmp/x/report.tar.gz"}, "",
			item.Binary{MimeType: "application/gzip", FileExtension: "gz", FileName: "report.tar.gz", Directory: "/tmp/x"}},
		{"by content", node.BinaryMeta{}, png, item.Binary{MimeType: "image/png", FileType: "image", FileExtension: "png"}},
		{"name says nothing", node.BinaryMeta{FileName: "photo"}, png,
			item.Binary{MimeType: "image/png", FileType: "image", FileExtension: "png", FileName: "photo"}},
		{"text has no marks", node.BinaryMeta{}, "<html>hello</html>", item.Binary{MimeType: "text/plain", FileType: "text"}},
		{"json has no marks", node.BinaryMeta{}, `{"a":1}`, item.Binary{MimeType: "text/plain", FileType: "text"}},
		{"xml has", node.BinaryMeta{}, `<?xml version="1.0"?><a/>`, item.Binary{MimeType: "application/xml", FileExtension: "xml"}},
		{"given type and name", node.BinaryMeta{MimeType: "image/jpeg", FileName: "x.bin"}, "",
			item.Binary{MimeType: "image/jpeg", FileType: "image", FileExtension: "bin", FileName: "x.bin"}},
		{"hidden file", node.BinaryMeta{FileName: ".env"}, "A=1", item.Binary{MimeType: "text/plain", FileType: "text", FileName: ".env"}},
		{"wave", node.BinaryMeta{}, "RIFF\x00\x00\x00\x00WAVEfmt ", item.Binary{MimeType: "audio/vnd.wave", FileType: "audio", FileExtension: "wav"}},
		{"pdf", node.BinaryMeta{}, "%PDF-1.7\n", item.Binary{MimeType: "application/pdf", FileType: "pdf", FileExtension: "pdf"}},
		{"empty", node.BinaryMeta{}, "", item.Binary{MimeType: "text/plain", FileType: "text"}},
	} {
		if diff := cmp.Diff(&c.want, Describe(c.meta, []byte(c.head))); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

func TestMediaTypes(t *testing.T) {
	for name, want := range map[string]string{
		"a.js": "text/javascript", "a.ts": "video/mp2t", "a.xml": "application/xml", "A.JPEG": "image/jpeg", "a.mp3": "audio/mpeg",
		"a": "", "a.unknown": "", "": "", "dir.json/a": "",
	} {
		if got := TypeByName(name); got != want {
			t.Errorf("%q is %q, want %q", name, got, want)
		}
	}
	for typ, want := range map[string]string{
		"image/jpeg": "jpg", "text/xml": "xml", "application/octet-stream": "bin", "TEXT/Plain; charset=x": "txt", "text/html charset": "html", "x/y": "", "": "",
	} {
		if got := ExtensionOf(typ); got != want {
			t.Errorf("%q has %q, want %q", typ, got, want)
		}
	}
}

func TestFileSize(t *testing.T) {
	for n, want := range map[int64]string{
		0: "0 B", 3: "3 B", 999: "999 B", 1000: "1 kB", 1337: "1.34 kB", 12345: "12.3 kB", 123456: "123 kB", 999499: "999 kB", 999999: "1000 kB", 1e6: "1 MB", 2e6: "2 MB",
		16_384_000: "16.4 MB", 1e9: "1 GB", 1 << 62: "4.61 EB",
	} {
		if got := FileSize(n); got != want {
			t.Errorf("%d: %s, want %s", n, got, want)
		}
	}
}

func newStores(t *testing.T, o Options) *Stores {
	t.Helper()
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func read(t *testing.T, c item.Content) string {
	t.Helper()
	r, err := c.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	data, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestStores(t *testing.T) {
	small, large := "hello", strings.Repeat("0123456789", 1000)
	for _, c := range []struct {
		name string
		opts Options
		kind func(item.Content) bool
	}{
		{"memory", Options{Threshold: 1 << 20}, func(c item.Content) bool { _, ok := c.(memory); return ok }},
		{"temporary", Options{Threshold: 4, TempDir: t.TempDir()}, func(c item.Content) bool { _, ok := c.(*spilled); return ok }},
		{"folder", Options{Dir: filepath.Join(t.TempDir(), "files")}, func(c item.Content) bool { _, ok := c.(*stored); return ok }},
	} {
		t.Run(c.name, func(t *testing.T) {
			store := newStores(t, c.opts).Store("wf", "7")
			for _, text := range []string{small, large} {
				b, err := store.Create(t.Context(), iotest.OneByteReader(strings.NewReader(text)), node.BinaryMeta{FileName: "a.txt"})
				if err != nil {
					t.Fatal(err)
				}
				if !c.kind(b.Content) {
					t.Errorf("kept as %T", b.Content)
				}
				if read(t, b.Content) != text || b.Content.Size() != int64(len(text)) || b.FileSize != FileSize(int64(len(text))) {
					t.Error("the contents differ")
				}
				var wait sync.WaitGroup
				for range 4 {
					wait.Go(func() {
						if read(t, b.Content) != text {
							t.Error("read side by side the contents differ")
						}
					})
				}
				wait.Wait()
				if id := b.Content.ID(); (id != "") != (c.opts.Dir != "") || id != "" && !strings.HasPrefix(id, "filesystem-v2:workflows/wf/executions/7/binary_data/") {
					t.Errorf("id %q", id)
				}
			}
		})
	}
}

func TestTemporaryFilesLeaveNothing(t *testing.T) {
	dir := t.TempDir()
	stores := newStores(t, Options{Threshold: 4, TempDir: dir})
	b, err := stores.Store("", "").Create(t.Context(), strings.NewReader("longer than four"), node.BinaryMeta{})
	if err != nil {
		t.Fatal(err)
	}
	r, _ := b.Content.Open()
	if runtime.GOOS != "windows" {
		if left, _ := os.ReadDir(dir); len(left) != 0 {
			t.Errorf("%d files have names", len(left))
		}
	}
	b = nil
	runtime.GC()
	if data, err := io.ReadAll(r); err != nil || string(data) != "longer than four" {
		t.Errorf("a reader outlives the item: %q, %v", data, err)
	}
}

func TestCreateFails(t *testing.T) {
	broken := errors.New("broken")
	cancelled, cancel := context.WithCancelCause(t.Context())
	cancel(broken)
	for _, o := range []Options{{Threshold: 8, TempDir: t.TempDir(), Limit: 100}, {Dir: t.TempDir(), Limit: 100}} {
		stores := newStores(t, o)
		store := stores.Store("w", "e")
		if _, err := store.Create(cancelled, strings.NewReader("x"), node.BinaryMeta{}); !errors.Is(err, broken) {
			t.Errorf("cancelled: %v", err)
		}
		for _, n := range []int{0, 5, 50} {
			if _, err := store.Create(t.Context(), io.MultiReader(strings.NewReader(strings.Repeat("x", n)), iotest.ErrReader(broken)), node.BinaryMeta{}); !errors.Is(err, broken) {
				t.Errorf("broken after %d: %v", n, err)
			}
		}
		var limit *LimitError
		if _, err := store.Create(t.Context(), strings.NewReader(strings.Repeat("x", 101)), node.BinaryMeta{}); !errors.As(err, &limit) || err.Error() != "the file is larger than the limit of 100 B" {
			t.Errorf("limit: %v", err)
		}
		if _, err := store.Create(t.Context(), strings.NewReader(strings.Repeat("x", 100)), node.BinaryMeta{}); err != nil {
			t.Errorf("at the limit: %v", err)
		}
		left := 0
		for _, dir := range []string{o.TempDir, o.Dir} {
			if dir != "" {
				filepath.Walk(dir, func(_ string, info os.FileInfo, _ error) error {
					if !info.IsDir() {
						left++
					}
					return nil
				})
			}
		}
		if want := map[bool]int{true: 1, false: 0}[o.Dir != ""]; left != want {
			t.Errorf("%d files are left, want %d", left, want)
		}
	}
}

func TestDiscard(t *testing.T) {
	stores := newStores(t, Options{Dir: t.TempDir()})
	one, _ := stores.Store("w", "1").Create(t.Context(), strings.NewReader("one"), node.BinaryMeta{})
	two, _ := stores.Store("w", "2").Create(t.Context(), strings.NewReader("two"), node.BinaryMeta{})
	if err := stores.Discard("w", "1"); err != nil {
		t.Fatal(err)
	}
	if _, err := one.Content.Open(); !errors.Is(err, ErrGone) {
		t.Errorf("after discarding: %v", err)
	}
	if read(t, two.Content) != "two" {
		t.Error("another execution's file is gone")
	}
	for _, id := range []string{"", "..", "never-was"} {
		if err := stores.Discard("w", id); err != nil {
			t.Errorf("discarding %q: %v", id, err)
		}
	}
	if read(t, two.Content) != "two" {
		t.Error("another execution's file is gone")
	}
}

func TestFromValue(t *testing.T) {
	stores := newStores(t, Options{Dir: t.TempDir()})
	store := stores.Store("w", "1")
	b, err := store.FromValue(node.Obj("mimeType", "text/plain", "data", "aGk=", "fileName", "a.txt", "fileExtension", "txt"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(&item.Binary{MimeType: "text/plain", FileName: "a.txt", FileExtension: "txt"}, b, cmpopts.IgnoreFields(item.Binary{}, "Content")); diff != "" || read(t, b.Content) != "hi" {
		t.Error(diff, read(t, b.Content))
	}
	created, _ := store.Create(t.Context(), strings.NewReader("stored"), node.BinaryMeta{})
	b, err = stores.Store("other", "9").FromValue(node.Obj("mimeType", "x/y", "data", Mode, "id", created.Content.ID()))
	if err != nil || read(t, b.Content) != "stored" {
		t.Errorf("by id: %v", err)
	}
	outside := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(outside, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []value.Value{
		value.Undefined, value.String("x"), value.EmptyObject, node.Obj("data", 7),
		node.Obj("id", "filesystem-v2:../../secret"), node.Obj("id", "filesystem-v2:"+outside), node.Obj("id", "s3:x"),
		node.Obj("id", "filesystem-v2:workflows/w/executions/1/binary_data/../../../../secret"),
		node.Obj("id", created.Content.ID()+".part"), node.Obj("id", "filesystem-v2:workflows/w/executions/1/binary_data"),
	} {
		if b, err := store.FromValue(bad); err == nil {
			t.Errorf("%s gave %+v", bad.JSON(), b)
		}
	}
}

func TestBase64(t *testing.T) {
	for text, want := range map[string]string{
		"aGk=": "hi", "aGk": "hi", "a G\nk=": "hi", "-_-_": "\xfb\xff\xbf", "aGk=aGk=": "hi", "": "", "a": "", "!!!": "", "aGk==x": "hi",
	} {
		if got := decodeBase64(text); string(got) != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func FuzzBase64(f *testing.F) {
	f.Add("aGk=")
	f.Fuzz(func(t *testing.T, text string) {
		decodeBase64(text)
		if got := decodeBase64(base64.StdEncoding.EncodeToString([]byte(text))); string(got) != text {
			t.Fatalf("%q comes back as %q", text, got)
		}
	})
}

func FuzzDescribe(f *testing.F) {
	f.Add("a.txt", "text/plain", "data")
	f.Add("/x/.y.", "", png)
	f.Fuzz(func(t *testing.T, name, typ, head string) {
		b := Describe(node.BinaryMeta{FileName: name, MimeType: typ}, []byte(head))
		if b.MimeType == "" || strings.Contains(b.FileName, "/") {
			t.Fatalf("%+v", b)
		}
	})
}
