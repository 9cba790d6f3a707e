package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"runnel/runtime/store"
	"runnel/runtime/value"
	"runnel/workflows"
)

// export says what to write, and where to.
type export struct {
	ids       []string
	output    string
	separate  bool
	published bool
	decrypted bool
}

// newExportCommand makes the commands that write workflows and credentials in
// n8n's formats.
func newExportCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "export",
		Short: "Write workflows or credentials in the formats of n8n's exports",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			return errors.New("say what to export: workflows or credentials")
		},
	}
	c.AddCommand(newExportKind("workflows", "Write workflows as a list, or with --separate each into a file", exportWorkflows, func(c *cobra.Command, e *export) {
		c.Flags().BoolVar(&e.published, "published", false, "write the published versions; workflows without one are left out")
	}), newExportKind("credentials", "Write credentials; their data is encrypted unless --decrypted is set", exportCredentials, func(c *cobra.Command, e *export) {
		c.Flags().BoolVar(&e.decrypted, "decrypted", false, "write secrets as they are: keep the result safe")
	}))
	return c
}

func newExportKind(name, short string, write func(context.Context, *cobra.Command, *store.Database, *export) error, flags func(*cobra.Command, *export)) *cobra.Command {
	var s settings
	var e export
	c := &cobra.Command{
		Use: name, Short: short, Args: cobra.NoArgs,
		Long: short + ".\nThe server may run meanwhile.",
		RunE: func(c *cobra.Command, _ []string) error {
			if e.separate && e.output == "" {
				return errors.New("--separate needs --output with the folder to write into")
			}
			return s.withDatabase(c, true, func(ctx context.Context, db *store.Database) error {
				if err := write(ctx, c, db, &e); err != nil {
					return failed(err)
				}
				return nil
			})
		},
	}
	c.Flags().StringSliceVar(&e.ids, "id", nil, "write only the one of this `id`; may be given several times")
	c.Flags().Bool("all", true, "write all of them; this is so without --id")
	c.Flags().StringVarP(&e.output, "output", "o", "", "`file` or, with --separate, folder to write (default standard output)")
	c.Flags().BoolVar(&e.separate, "separate", false, "write each into a file of its own, named by its id")
	flags(c, &e)
	s.stateFlags(c.Flags())
	return c
}

// wants tells whether one is to be exported.
func (e *export) wants(id string) bool { return len(e.ids) == 0 || slices.Contains(e.ids, id) }

func exportWorkflows(ctx context.Context, c *cobra.Command, db *store.Database, e *export) error {
	var docs []value.Value
	for _, archived := range []bool{false, true} {
		list, err := db.Workflows(ctx, store.WorkflowFilter{Archived: archived})
		if err != nil {
			return err
		}
		slices.Reverse(list) // as they were made
		for _, summary := range list {
			if !e.wants(summary.ID) || archived && len(e.ids) == 0 {
				continue
			}
			load := db.Workflow
			if e.published {
				load = db.PublishedWorkflow
			}
			w, err := load(ctx, summary.ID)
			if errors.Is(err, store.ErrNotFound) {
				continue
			}
			if err != nil {
				return err
			}
			doc := w.Document.Set("isArchived", value.Bool(w.Archived)).
				Set("createdAt", exportTime(w.CreatedAt)).Set("updatedAt", exportTime(w.UpdatedAt))
			if static, err := db.Load(ctx, w.ID); err == nil && static.IsObject() {
				doc = doc.Set("staticData", static)
			}
			docs = append(docs, doc)
		}
	}
	return e.write(c, "workflow", docs, 0o644, func(v value.Value) ([]byte, error) {
		file, err := workflows.ParseFile("", v.AppendJSON(nil), workflows.Limits{})
		if err != nil {
			return nil, err
		}
		return file.Canonical(), nil
	})
}

func exportCredentials(ctx context.Context, c *cobra.Command, db *store.Database, e *export) error {
	sealed, err := db.SealedCredentials(ctx)
	if err != nil {
		return err
	}
	var docs []value.Value
	for _, one := range sealed {
		if !e.wants(one.ID) {
			continue
		}
		data := value.String(one.Sealed)
		if e.decrypted {
			entry, err := db.OpenSealed(one.ID, one.Name, one.Type, one.Sealed)
			if err != nil {
				return err
			}
			data = entry.Data
		}
		docs = append(docs, value.Object(
			value.Field{Key: "id", Value: value.String(one.ID)}, value.Field{Key: "name", Value: value.String(one.Name)},
			value.Field{Key: "type", Value: value.String(one.Type)}, value.Field{Key: "data", Value: data},
			value.Field{Key: "createdAt", Value: exportTime(one.CreatedAt)}, value.Field{Key: "updatedAt", Value: exportTime(one.UpdatedAt)},
		))
	}
	return e.write(c, "credential", docs, 0o600, func(v value.Value) ([]byte, error) { return []byte(v.Indent("", "  ") + "\n"), nil })
}

func exportTime(t time.Time) value.Value {
	return value.String(t.UTC().Format("2006-01-02T15:04:05.000Z"))
}

// write writes documents: as a list to standard output or into a file, or each
// into a file of its own.
func (e *export) write(c *cobra.Command, what string, docs []value.Value, mode os.FileMode, form func(value.Value) ([]byte, error)) error {
	for _, id := range e.ids {
		if !slices.ContainsFunc(docs, func(v value.Value) bool { return v.Get("id").Str() == id }) {
			return fmt.Errorf("there is no %s with the id %q", what, id)
		}
	}
	if !e.separate {
		text, err := form(value.Array(docs...))
		if err != nil {
			return err
		}
		if e.output == "" {
			_, err = c.OutOrStdout().Write(text)
			return err
		}
		return os.WriteFile(e.output, text, mode)
	}
	if err := os.MkdirAll(e.output, 0o755); err != nil {
		return err
	}
	root, err := os.OpenRoot(e.output)
	if err != nil {
		return err
	}
	defer root.Close()
	for _, doc := range docs {
		text, err := form(doc)
		if err != nil {
			return err
		}
		if err := root.WriteFile(exportName(doc.Get("id").Str()), text, mode); err != nil {
			return err
		}
	}
	fmt.Fprintf(c.OutOrStdout(), "%d files written to %s\n", len(docs), filepath.Clean(e.output))
	return nil
}

// exportName makes a file's name of an id; ids of workflows in folders have
// slashes.
func exportName(id string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|`, r) || r < ' ' {
			return '-'
		}
		return r
	}, id) + ".json"
}
