package disk

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/node/nodetest"
)

const (
	readWrite = "n8n-nodes-base.readWriteFile"
	readOne   = "n8n-nodes-base.readBinaryFile"
	readMany  = "n8n-nodes-base.readBinaryFiles"
	writeOne  = "n8n-nodes-base.writeBinaryFile"
)

// folder makes a folder with some files and a link out of it.
func folder(t *testing.T) (open, secret string) {
	t.Helper()
	dir := t.TempDir()
	open, secret = filepath.Join(dir, "open"), filepath.Join(dir, "secret")
	for name, content := range map[string]string{"open/a.txt": "A", "open/b (1).txt": "B", "open/sub/c.txt": "C", "open/.hidden": "H", "open/closed/d.txt": "D", "secret/s.txt": "S"} {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(secret, filepath.Join(open, "link")); err != nil {
		t.Fatal(err)
	}
	return open, secret
}

func host(t *testing.T, typ string, version float64, params, dir string) *nodetest.Host {
	h := nodetest.New(t, typ, version, strings.ReplaceAll(params, "DIR", dir))
	h.Files = node.FileAccess{Folders: []string{dir}, Blocked: []string{filepath.Join(dir, "closed")}}
	return h
}

func TestRead(t *testing.T) {
	dir, _ := folder(t)
	for _, c := range []struct{ selector, want string }{
		{"DIR/a.txt", "a.txt"}, {"DIR/*.txt", "a.txt b (1).txt"}, {"DIR/**/*.txt", "a.txt b (1).txt c.txt"}, {"DIR/b (1).txt", "b (1).txt"},
		{"DIR/.hidden", ".hidden"}, {"DIR/{a,c}.txt", "a.txt"}, {"DIR/sub/../a.txt", "a.txt"},
	} {
		out, err := host(t, readMany, 1, `{"fileSelector":"`+c.selector+`"}`, dir).Docs(`[{}]`).Run()
		if err != nil {
			// A pattern reaches into the closed folder, too, which is an error.
			if c.selector == "DIR/**/*.txt" && strings.HasPrefix(err.Error(), "Access to the file is not allowed.") {
				continue
			}
			t.Errorf("%s: %v", c.selector, err)
			continue
		}
		var names []string
		for _, it := range out[0] {
			names = append(names, filepath.Base(it.Binary.Get("data").FileName))
		}
		if got := strings.Join(names, " "); got != c.want {
			t.Errorf("%s finds %q, not %q", c.selector, got, c.want)
		}
	}
	out, err := host(t, readWrite, 1.1, `{"fileSelector":"DIR/a.txt","options":{"fileName":"n","mimeType":"x/y","dataPropertyName":"p"}}`, dir).Docs(`[{"in":1}]`).Run()
	nodetest.WantFull(t, out, err, `[[{"json":{"mimeType":"x/y","fileName":"n"},"binary":{"p":"x/y"},"pairedItem":{"item":0}}]]`)
	_, err = host(t, readWrite, 1.1, `{"fileSelector":"DIR/z"}`, dir).Docs(`[{}]`).Run()
	nodetest.WantError(t, err, "No file(s) found")
	out, err = host(t, readWrite, 1, `{"fileSelector":"DIR/z"}`, dir).Docs(`[{}]`).Run()
	nodetest.Want(t, out, err, `[[]]`)
	_, err = host(t, readOne, 1, `{"filePath":"DIR/z"}`, dir).Docs(`[{}]`).Run()
	nodetest.WantError(t, err, "The file or directory does not exist")
}

func TestNotAllowed(t *testing.T) {
	dir, secret := folder(t)
	for _, file := range []string{secret + "/s.txt", "DIR/../secret/s.txt", "DIR/link/s.txt", "DIR/closed/d.txt", "DIR/sub/../closed/d.txt", "/etc/passwd", "../x"} {
		for _, typ := range []string{readOne, writeOne} {
			params := `{"filePath":"` + file + `","fileName":"` + file + `"}`
			_, err := host(t, typ, 1, params, dir).Link(withFile("X")).Run()
			if err == nil || !strings.HasPrefix(err.Error(), "Access to the file is not allowed.") {
				t.Errorf("%s %s: %v", typ, file, err)
			}
		}
	}
	if data, err := os.ReadFile(secret + "/s.txt"); err != nil || string(data) != "S" {
		t.Errorf("the file outside is %q (%v)", data, err)
	}
	h := nodetest.New(t, readOne, 1, `{"filePath":"/etc/passwd"}`).Docs(`[{}]`)
	_, err := h.Run()
	nodetest.WantError(t, err, "Access to the file is not allowed.")
	if !strings.Contains(nodetest.Described(err), "--files") {
		t.Errorf("the error does not name the setting: %q", nodetest.Described(err))
	}
}

func withFile(content string) []item.Item {
	return []item.Item{nodetest.WithFile(item.New(nodetest.Doc(`{"in":1}`)), "data", nodetest.File("f.txt", "text/plain", content))}
}

func entries(t *testing.T, dir string) int {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	return len(list)
}

func TestWrite(t *testing.T) {
	dir, _ := folder(t)
	sub := filepath.Join(dir, "sub")
	check := func(want string) {
		t.Helper()
		data, err := os.ReadFile(filepath.Join(sub, "c.txt"))
		if err != nil || string(data) != want {
			t.Errorf("the file is %q (%v), not %q", data, err, want)
		}
		if n := entries(t, sub); n != 1 {
			t.Errorf("there are %d files", n)
		}
	}
	out, err := host(t, readWrite, 1.1, `{"operation":"write","fileName":"DIR/sub/c.txt"}`, dir).Link(withFile("new")).Run()
	nodetest.WantFull(t, out, err, `[[{"json":{"in":1,"fileName":"`+sub+`/c.txt"},"binary":{"data":"text/plain"},"pairedItem":{"item":0}}]]`)
	check("new")
	if info, err := os.Stat(filepath.Join(sub, "c.txt")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file's mode is %v (%v)", info.Mode(), err)
	}
	out, err = host(t, writeOne, 1, `{"fileName":"DIR/sub/c.txt","options":{"append":true}}`, dir).Link(withFile("er")).Run()
	if err != nil || len(out[0]) != 1 {
		t.Fatal(err)
	}
	check("newer")
	// A file that ends too early changes nothing.
	for _, params := range []string{`{"fileName":"DIR/sub/c.txt"}`, `{"fileName":"DIR/sub/c.txt","options":{"append":true}}`} {
		bad := []item.Item{nodetest.WithFile(item.New(nodetest.Doc(`{}`)), "data", &item.Binary{Content: broken{}})}
		if _, err := host(t, writeOne, 1, params, dir).Link(bad).Run(); err == nil {
			t.Error("half a file was written")
		}
		check("newer")
	}
	_, err = host(t, writeOne, 1, `{"fileName":"DIR/none/c.txt"}`, dir).Link(withFile("")).Run()
	nodetest.WantError(t, err, "The file or directory does not exist")
	_, err = host(t, writeOne, 1, `{"fileName":"DIR/sub"}`, dir).Link(withFile("")).Run()
	nodetest.WantError(t, err, "The file path was expected but the given path is a directory")
	_, err = host(t, writeOne, 1, `{"fileName":"DIR/sub/x","dataPropertyName":"q"}`, dir).Link(withFile("")).Run()
	nodetest.WantError(t, err, "The item has no binary field 'q' [item 0]")
}

// broken is content that ends with an error after some bytes.
type broken struct{}

func (broken) Open() (io.ReadCloser, error) {
	return io.NopCloser(io.MultiReader(strings.NewReader("half"), failing{})), nil
}
func (broken) Size() int64 { return 8 }
func (broken) ID() string  { return "" }

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("the source is gone") }
