package disk

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"runnel/runtime/node"
	"runnel/runtime/node/nodetest"
)

const watchNode = "n8n-nodes-base.localFileTrigger"

// watcher starts the trigger; next waits until so many events were emitted in
// all and gives them, without the folder's name.
func watcher(t *testing.T, dir, params string) (next func(n int) []string) {
	t.Helper()
	s, err := host(t, watchNode, 1, params, dir).Trigger()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Stop)
	return func(n int) []string {
		t.Helper()
		emitted, failed := s.Await(t, n)
		if len(failed) > 0 {
			t.Fatal(failed)
		}
		var list []string
		for _, out := range emitted {
			doc := out[0][0].JSON
			list = append(list, doc.Get("event").Str()+" "+strings.TrimPrefix(doc.Get("path").Str(), dir+"/"))
		}
		return list
	}
}

func put(t *testing.T, file, content string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func done(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

const allEvents = `"triggerOn":"folder","path":"DIR","events":["add","change","unlink","addDir","unlinkDir"]`

func TestWatchFolder(t *testing.T) {
	for _, polling := range []bool{false, true} {
		t.Run(fmt.Sprintf("polling %v", polling), func(t *testing.T) {
			dir, secret := folder(t)
			next := watcher(t, dir, fmt.Sprintf(`{%s,"options":{"usePolling":%v,"ignored":"DIR/tmp"}}`, allEvents, polling))
			put(t, filepath.Join(dir, "tmp"), "left out")
			put(t, filepath.Join(secret, "s2.txt"), "not open")
			put(t, filepath.Join(dir, "closed", "x"), "not open")
			put(t, filepath.Join(dir, "new.txt"), "1")
			next(1)
			done(t, os.MkdirAll(filepath.Join(dir, "x", "y"), 0o700))
			put(t, filepath.Join(dir, "x", "y", "deep.txt"), "1")
			next(4)
			put(t, filepath.Join(dir, "x", "y", "deep.txt"), "12")
			got := next(5)
			if i := slices.Index(got, "change x/y/deep.txt"); i < 0 {
				got = next(len(got) + 1)
			}
			done(t, os.RemoveAll(filepath.Join(dir, "x")))
			for n := len(got); !slices.Contains(got, "unlinkDir x"); n++ {
				got = next(n)
			}
			for _, want := range []string{"add new.txt", "addDir x", "addDir x/y", "add x/y/deep.txt", "change x/y/deep.txt", "unlink x/y/deep.txt", "unlinkDir x/y", "unlinkDir x"} {
				if !slices.Contains(got, want) {
					t.Errorf("%q is missing among %q", want, got)
				}
			}
			for _, e := range got {
				if strings.Contains(e, "tmp") || strings.Contains(e, "s2") || strings.Contains(e, "closed") || strings.Contains(e, "link/") {
					t.Errorf("%q was reported", e)
				}
			}
		})
	}
}

func TestWatchChoosesEvents(t *testing.T) {
	dir, _ := folder(t)
	next := watcher(t, dir, `{"triggerOn":"folder","path":"DIR","events":["unlink"],"options":{"depth":0}}`)
	put(t, filepath.Join(dir, "sub", "deep"), "x")
	done(t, os.Remove(filepath.Join(dir, "sub", "c.txt")))
	put(t, filepath.Join(dir, "more"), "x")
	done(t, os.Remove(filepath.Join(dir, "a.txt")))
	if got := next(1); !slices.Equal(got, []string{"unlink a.txt"}) {
		t.Error(got)
	}
}

func TestWatchExisting(t *testing.T) {
	dir, _ := folder(t)
	next := watcher(t, dir, `{`+allEvents+`,"options":{"ignoreInitial":false,"ignored":"b (","ignoreMode":"contain","followSymlinks":false}}`)
	got := next(6)
	slices.Sort(got)
	if want := []string{"add .hidden", "add a.txt", "add link", "add sub/c.txt", "addDir " + dir, "addDir sub"}; !slices.Equal(got, want) {
		t.Errorf("%q, not %q", got, want)
	}
}

func TestWatchFile(t *testing.T) {
	dir, _ := folder(t)
	next := watcher(t, dir, `{"triggerOn":"file","path":"DIR/a.txt"}`)
	put(t, filepath.Join(dir, "other"), "x")
	put(t, filepath.Join(dir, "a.txt"), "changed")
	next(1)
	// Programs that save write a new file and put it into the place.
	put(t, filepath.Join(dir, "a.new"), "changed again")
	done(t, os.Rename(filepath.Join(dir, "a.new"), filepath.Join(dir, "a.txt")))
	for _, e := range next(2) {
		if e != "change a.txt" {
			t.Errorf("%q was reported", e)
		}
	}
}

func TestWatchRefuses(t *testing.T) {
	dir, secret := folder(t)
	for _, c := range []struct{ params, want string }{
		{`{"triggerOn":"folder","path":"` + secret + `","events":["add"]}`, "Access to the file is not allowed. Allowed paths: " + dir},
		{`{"triggerOn":"folder","path":"DIR/closed","events":["add"]}`, "Access to the file is not allowed. Allowed paths: " + dir},
		{`{"triggerOn":"folder","path":"DIR/nothing","events":["add"]}`, "The file or directory does not exist"},
		{`{"triggerOn":"file","path":"DIR/nothing/x"}`, "The file or directory does not exist"},
		{`{"triggerOn":"folder","path":"","events":["add"]}`, "The path to watch is missing"},
	} {
		_, err := host(t, watchNode, 1, c.params, dir).Trigger()
		nodetest.WantError(t, err, c.want)
	}
	h := nodetest.New(t, watchNode, 1, `{"triggerOn":"folder","path":"/","events":["add"]}`)
	h.Files = node.FileAccess{}
	_, err := h.Trigger()
	nodetest.WantError(t, err, "Access to the file is not allowed.")
}
