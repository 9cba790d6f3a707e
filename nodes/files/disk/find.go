package disk

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"runnel/runtime/localfile"
	"runnel/runtime/node"
)

var driveLetter = regexp.MustCompile(`^[a-zA-Z]:\\`)

// find gives the files that a selector names: a path, or a pattern of *, **, ?,
// [abc] and {a,b}. Hidden files are found by name only. The files are in the
// order of their names.
func find(h node.Host, selector string) ([]string, error) {
	if driveLetter.MatchString(selector) {
		selector = strings.ReplaceAll(selector, `\`, "/")
	}
	full := selector
	if !path.IsAbs(full) {
		dir, err := os.Getwd()
		if err != nil {
			return nil, err
		}
		full = path.Join(filepath.ToSlash(dir), full)
	}
	base, pattern := doublestar.SplitPattern(path.Clean(full))
	p, err := localfile.Open(h, base)
	if err != nil {
		return nil, err
	}
	defer p.Root.Close()
	if p.Name != "." {
		pattern = path.Join(escape(filepath.ToSlash(p.Name)), pattern)
	}
	options := []doublestar.GlobOption{doublestar.WithFilesOnly()}
	if strings.ContainsAny(pattern, "*?[{") {
		options = append(options, doublestar.WithNoHidden())
	}
	names, err := doublestar.Glob(p.Root.FS(), pattern, options...)
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	folder := strings.TrimSuffix(p.Path, p.Name)
	if p.Name == "." {
		folder = p.Path + "/"
	}
	for i := range names {
		names[i] = filepath.Join(folder, filepath.FromSlash(names[i]))
	}
	return names, nil
}

// escape makes a name a pattern that matches it alone.
func escape(name string) string {
	return regexp.MustCompile(`[*?\[\]{}\\]`).ReplaceAllString(name, `\$0`)
}
