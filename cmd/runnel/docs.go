package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"runnel/runtime/node"
	"runnel/runtime/node/nodepage"
)

func newDocsCommand() *cobra.Command {
	docs := &cobra.Command{
		Use:   "docs",
		Short: "Write documentation that is made of the program itself",
		Args:  cobra.NoArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	docs.AddCommand(newDocsNodesCommand())
	return docs
}

func newDocsNodesCommand() *cobra.Command {
	var dir string
	c := &cobra.Command{
		Use:   "nodes [NAME]",
		Short: "Print the page of a node, or write those of all nodes",
		Long: `Print the page of a node: what it does, its parameters in the newest version, and
examples. Without a name the nodes are listed; with --write the pages of all nodes are
written into a folder, and pages of nodes that are no more are removed from it.`,
		Example: "  runnel docs nodes merge\n  runnel docs nodes --write docs/nodes",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			pages := nodepage.Pages(node.Registered)
			switch {
			case dir != "" && len(args) > 0:
				return fmt.Errorf("--write is for the pages of all nodes: leave %q out", args[0])
			case dir != "":
				return writePages(dir, pages)
			case len(args) == 0:
				for _, p := range pages {
					fmt.Fprintf(cmd.OutOrStdout(), "%-28s %s\n", strings.TrimSuffix(p.File, ".md"), p.Summary)
				}
				return nil
			}
			for _, p := range pages {
				if strings.EqualFold(args[0], p.Type) || strings.EqualFold(args[0]+".md", p.File) {
					_, err := fmt.Fprint(cmd.OutOrStdout(), p.Text)
					return err
				}
			}
			return fmt.Errorf("there is no node %q; runnel docs nodes lists them", args[0])
		},
	}
	c.Flags().StringVar(&dir, "write", "", "the folder to write the pages of all nodes into")
	return c
}

// writePages writes the pages and their index, and removes other pages.
func writePages(dir string, pages []nodepage.Page) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	keep := map[string]bool{"README.md": true}
	for _, p := range pages {
		keep[p.File] = true
		if err := os.WriteFile(filepath.Join(dir, p.File), []byte(p.Text), 0o644); err != nil {
			return err
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "README.md"), []byte(nodepage.Index(pages)), 0o644); err != nil {
		return err
	}
	old, err := filepath.Glob(filepath.Join(dir, "*.md"))
	if err != nil {
		return err
	}
	for _, name := range old {
		if !keep[filepath.Base(name)] {
			if err := os.Remove(name); err != nil {
				return err
			}
		}
	}
	return nil
}
