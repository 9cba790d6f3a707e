package main

import (
	"bytes"
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
		Use:   "fmt FILE…",
		Short: "print workflow files in a stable form that suits version control",
		Long: "Prints workflow files in their canonical form: keys in a fixed order, one thing a line, nothing lost.\n" +
			"The file \"-\" is standard input. With --list it exits with 1 when a file is not canonical.",
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, files []string) error {
			different := false
			for _, name := range files {
				changed, err := formatFile(cmd.InOrStdin(), cmd.OutOrStdout(), name, write, list)
				if err != nil {
					return err
				}
				different = different || changed
			}
			if list && different {
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
	file, err := workflows.ParseFile(name, data, workflows.DefaultLimits)
	if err != nil {
		return false, failed(err)
	}
	canonical := file.Canonical()
	changed := !bytes.Equal(canonical, data)
	switch {
	case list:
		if changed {
			fmt.Fprintln(out, name)
		}
		return changed, nil
	case write && name != "-":
		if !changed {
			return false, nil
		}
		return true, replaceFile(name, canonical)
	}
	_, err = out.Write(canonical)
	return changed, err
}

// readInput reads a file named on the command line; "-" is standard input.
func readInput(in io.Reader, name string) ([]byte, error) {
	if name == "-" {
		return io.ReadAll(in)
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	return data, nil
}

// replaceFile puts a file in the place of another, whole or not at all.
func replaceFile(name string, data []byte) error {
	mode := os.FileMode(0o644)
	if info, err := os.Stat(name); err == nil {
		mode = info.Mode().Perm()
	}
	temp, err := os.CreateTemp(filepath.Dir(name), ".runnel-*")
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name())
	_, err = temp.Write(data)
	if err == nil {
		err = temp.Chmod(mode)
	}
	if closeErr := temp.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return err
	}
	return os.Rename(temp.Name(), name)
}
