package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"runnel/workflows"
)

// newFmtCommand prints workflow files in their canonical form.
func newFmtCommand() *cobra.Command {
	var write, list bool
	cmd := &cobra.Command{
		Use:   "fmt [FILE…]",
		Short: "Print workflow files in a stable form that suits version control",
		Long: `Print workflow files in their canonical form: keys in a fixed order, one thing a
line, nothing lost. Without a file, or with -, it reads standard input. A folder
stands for all .json files in it and below.

With --list it exits with 1 when a file is not canonical.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				args = []string{stdin}
			}
			files, err := filesOf(args)
			if err != nil {
				return err
			}
			different, broken := false, false
			for _, name := range files {
				changed, err := formatFile(cmd.InOrStdin(), cmd.OutOrStdout(), name, write, list)
				if err != nil {
					// The other files are not to blame.
					broken = true
					fmt.Fprintln(cmd.ErrOrStderr(), "runnel:", err)
				}
				different = different || changed
			}
			if broken || list && different {
				return exitError{code: codeFailed}
			}
			return nil
		},
	}
	cmd.Flags().BoolVarP(&write, "write", "w", false, "write the result to the file instead of printing it")
	cmd.Flags().BoolVarP(&list, "list", "l", false, "only print the names of files that are not canonical")
	return cmd
}

// formatFile gives out one file's canonical form and reports whether the file
// has another.
func formatFile(in io.Reader, out io.Writer, name string, write, list bool) (bool, error) {
	data, err := readInput(in, name)
	if err != nil {
		return false, err
	}
	file, err := workflows.ParseFile(shown(name), data, workflows.DefaultLimits)
	if err != nil {
		return false, err
	}
	canonical := file.Canonical()
	changed := !bytes.Equal(canonical, data)
	if write && name != stdin {
		if changed {
			if err := replaceFile(name, canonical); err != nil {
				return false, err
			}
		}
		if !list {
			return changed, nil
		}
	}
	if list {
		if changed {
			fmt.Fprintln(out, shown(name))
		}
		return changed, nil
	}
	_, err = out.Write(canonical)
	return changed, err
}

// stdin is the name of standard input on the command line.
const stdin = "-"

// shown is a file's name in messages.
func shown(name string) string {
	if name == stdin {
		return "standard input"
	}
	return name
}

// readInput reads a file named on the command line.
func readInput(in io.Reader, name string) ([]byte, error) {
	if name == stdin {
		return io.ReadAll(in)
	}
	return os.ReadFile(name)
}

// filesOf lists the files that the arguments name; folders stand for the .json
// files in them and below, but for hidden ones.
func filesOf(args []string) ([]string, error) {
	var files []string
	for _, arg := range args {
		if arg == stdin {
			files = append(files, arg)
			continue
		}
		info, err := os.Stat(arg)
		switch {
		case errors.Is(err, os.ErrNotExist):
			return nil, fmt.Errorf("there is no file %q", arg)
		case err != nil:
			return nil, err
		case !info.IsDir():
			files = append(files, arg)
			continue
		}
		err = filepath.WalkDir(arg, func(path string, entry os.DirEntry, err error) error {
			hidden := path != arg && entry != nil && entry.Name()[0] == '.'
			switch {
			case err != nil:
				return err
			case entry.IsDir() && hidden:
				return filepath.SkipDir
			case !entry.IsDir() && !hidden && filepath.Ext(path) == ".json":
				files = append(files, path)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return files, nil
}

// replaceFile puts a file in the place of another, whole or not at all. A link
// stays one: the file it leads to is replaced.
func replaceFile(name string, data []byte) error {
	name, err := filepath.EvalSymlinks(name)
	if err != nil {
		return err
	}
	info, err := os.Stat(name)
	if err != nil {
		return err
	}
	temp, err := os.CreateTemp(filepath.Dir(name), ".runnel-*")
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name())
	_, err = temp.Write(data)
	if err == nil {
		err = temp.Chmod(info.Mode().Perm())
	}
	if closeErr := temp.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return err
	}
	return os.Rename(temp.Name(), name)
}
