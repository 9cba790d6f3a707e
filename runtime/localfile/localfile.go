// Package localfile reaches the files of the machine that an operator opened to
// workflows, and no others.
package localfile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"runnel/runtime/node"
)

// Place is a file below a folder that is open to nodes. Close its Root after
// use.
type Place struct {
	Root *os.Root
	// Name is the file below the root, Path its full path.
	Name, Path string
}

// Open finds the folder that a path lies in, and opens it. All access goes
// through the folder, so that neither ".." nor a link leads out of it. The error
// says which setting opens folders.
func Open(h node.Host, file string) (Place, error) {
	access := node.FilesOf(h)
	full, err := filepath.Abs(file)
	if err != nil {
		return Place{}, err
	}
	for _, folder := range access.Folders {
		folder, err := filepath.Abs(folder)
		if err != nil {
			continue
		}
		name, ok := below(folder, full)
		if !ok {
			// The folder may be known by another name, through a link.
			real, err := filepath.EvalSymlinks(folder)
			if err != nil {
				continue
			}
			if name, ok = below(real, full); !ok {
				continue
			}
		}
		if blocked(access.Blocked, full) {
			break
		}
		root, err := os.OpenRoot(folder)
		if err != nil {
			return Place{}, Explain(err, "open", folder)
		}
		return Place{root, name, full}, nil
	}
	return Place{}, refused(access)
}

// Closed tells whether a path lies in a folder that stays closed although one
// above it is open.
func Closed(h node.Host, full string) bool { return blocked(node.FilesOf(h).Blocked, full) }

// below gives the name that a path has within a folder.
func below(folder, full string) (name string, ok bool) {
	rel, err := filepath.Rel(folder, full)
	if err != nil || !filepath.IsLocal(rel) {
		return "", false
	}
	return rel, true
}

// blocked tells whether a path lies in a folder that stays closed, by its name
// or by where links lead.
func blocked(folders []string, full string) bool {
	real := full
	// What is not there yet has the place of its folder.
	for rest := full; ; rest = filepath.Dir(rest) {
		if resolved, err := filepath.EvalSymlinks(rest); err == nil {
			tail, _ := filepath.Rel(rest, full)
			real = filepath.Join(resolved, tail)
			break
		}
		if rest == filepath.Dir(rest) {
			break
		}
	}
	return slices.ContainsFunc(folders, func(folder string) bool {
		folder, err := filepath.Abs(folder)
		if err != nil {
			return true
		}
		closed := []string{folder}
		if resolved, err := filepath.EvalSymlinks(folder); err == nil {
			closed = append(closed, resolved)
		}
		return slices.ContainsFunc(closed, func(c string) bool {
			_, byName := below(c, full)
			_, byPlace := below(c, real)
			return byName || byPlace
		})
	})
}

// refused is the error of reaching for a file that is not open to nodes.
func refused(access node.FileAccess) *node.OperationError {
	if len(access.Folders) == 0 {
		return node.Errorf("Access to the file is not allowed.").
			Describe("No folder is open to workflows. Open some with the setting --files, or one of the variables RUNNEL_FILES and N8N_RESTRICT_FILE_ACCESS_TO")
	}
	return node.Errorf("Access to the file is not allowed. Allowed paths: %s", strings.Join(access.Folders, ", ")).
		Describe("The setting --files, or one of the variables RUNNEL_FILES and N8N_RESTRICT_FILE_ACCESS_TO, says which folders are open to workflows")
}

// Explain gives an error of the system in the words that users of the original
// know: a code, what it means, what was done and to which file.
func Explain(err error, action, file string) error {
	code, text := "", ""
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrNotExist):
		code, text = "ENOENT", "no such file or directory"
	case errors.Is(err, fs.ErrPermission):
		code, text = "EACCES", "permission denied"
	case errors.Is(err, syscall.EISDIR):
		code, text = "EISDIR", "illegal operation on a directory"
	case errors.Is(err, syscall.ENOTDIR):
		code, text = "ENOTDIR", "not a directory"
	case strings.Contains(err.Error(), "escapes from parent"):
		return node.Errorf("Access to the file is not allowed.").Describe("A link leads out of the folders that are open to workflows").Because(err)
	default:
		return err
	}
	return node.Errorf("%s: %s, %s '%s'", code, text, action, file).Because(err)
}
