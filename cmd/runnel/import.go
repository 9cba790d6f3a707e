package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"

	"github.com/spf13/cobra"

	"runnel/runtime/credential"
	"runnel/runtime/store"
	"runnel/runtime/value"
	"runnel/workflows"
)

// importAuthor is whom versions name that came by the command line.
var importAuthor = store.Author{Name: "import"}

// newImportCommand makes the commands that take workflows and credentials in.
func newImportCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "import",
		Short: "Take in workflows or credentials that n8n or Runnel has exported",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			return errors.New("say what to import: workflows or credentials")
		},
	}
	c.AddCommand(newImportWorkflowsCommand(), newImportCredentialsCommand())
	return c
}

func newImportWorkflowsCommand() *cobra.Command {
	var s settings
	var publish bool
	c := &cobra.Command{
		Use:   "workflows FILE…",
		Short: "Take in workflow files; what is there already gets a version on top",
		Long: `Take in workflow files: one workflow or a list of them, as n8n exports them. A folder
stands for all .json files in it and below, - for standard input. A workflow whose
id is known gets a new version on top; nothing is lost. Nothing goes live unless
--publish is set. The server must not run meanwhile.`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			files, err := filesOf(args)
			if err != nil {
				return err
			}
			return s.withDatabase(c, false, func(ctx context.Context, db *store.Database) error {
				return importWorkflows(ctx, c, db, files, publish)
			})
		},
	}
	c.Flags().BoolVar(&publish, "publish", false, "publish what is imported")
	s.stateFlags(c.Flags())
	return c
}

func importWorkflows(ctx context.Context, c *cobra.Command, db *store.Database, files []string, publish bool) error {
	broken := false
	for _, name := range files {
		err := importWorkflowFile(ctx, c, db, name, publish)
		if err != nil {
			// The other files are not to blame.
			broken = true
			fmt.Fprintf(c.ErrOrStderr(), "runnel: %v\n", err)
		}
	}
	if broken {
		return exitError{code: codeFailed}
	}
	return nil
}

func importWorkflowFile(ctx context.Context, c *cobra.Command, db *store.Database, name string, publish bool) error {
	text, err := readInput(c.InOrStdin(), name)
	if err != nil {
		return err
	}
	list, err := workflows.Parse(name, text)
	if err != nil {
		return err
	}
	for _, w := range list {
		doc := w.Document().Set("name", value.String(w.Name))
		if w.ID != "" {
			doc = doc.Set("id", value.String(w.ID))
		}
		save := store.Save{Force: true, By: importAuthor, Publish: publish}
		stored, err := db.SaveWorkflow(ctx, w.ID, doc, save)
		if errors.Is(err, store.ErrNotFound) {
			stored, err = db.CreateWorkflow(ctx, doc, save)
		}
		if err != nil {
			return fmt.Errorf("%s: workflow %q: %w", name, w.Name, err)
		}
		fmt.Fprintf(c.OutOrStdout(), "%s\t%s\n", stored.ID, stored.Name)
	}
	return nil
}

func newImportCredentialsCommand() *cobra.Command {
	var s settings
	c := &cobra.Command{
		Use:   "credentials FILE…",
		Short: "Take in credentials; those of a known id are replaced",
		Long: `Take in credentials as n8n exports them: a list of {id, name, type, data}. What n8n
has exported encrypted is opened with the variable N8N_ENCRYPTION_KEY of that
instance. The server must not run meanwhile.`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return s.withDatabase(c, false, func(ctx context.Context, db *store.Database) error {
				for _, name := range args {
					if err := importCredentials(ctx, c, db, name); err != nil {
						return failed(err)
					}
				}
				return nil
			})
		},
	}
	s.stateFlags(c.Flags())
	return c
}

func importCredentials(ctx context.Context, c *cobra.Command, db *store.Database, name string) error {
	text, err := readInput(c.InOrStdin(), name)
	if err != nil {
		return err
	}
	doc, err := value.Parse(text)
	if err != nil {
		return fmt.Errorf("%s: the file is no valid JSON", name)
	}
	list := []value.Value{doc}
	if doc.IsArray() {
		list = doc.Elems()
	}
	opened := make([]value.Value, len(list))
	for i, v := range list {
		if opened[i], err = openCredential(db, v); err != nil {
			return fmt.Errorf("%s: credential %q: %w", name, v.Get("name").Str(), err)
		}
	}
	// All of the file is looked at before any of it is stored.
	set, err := credential.Read(name, value.Array(opened...).AppendJSON(nil))
	if err != nil {
		return err
	}
	for _, e := range set.Entries() {
		stored, err := db.PutCredential(ctx, e)
		if err != nil {
			return fmt.Errorf("%s: credential %q: %w", name, e.Name, err)
		}
		fmt.Fprintf(c.OutOrStdout(), "%s\t%s\n", stored.ID, stored.Name)
	}
	return nil
}

// openCredential decrypts the data of an exported credential, if it is
// encrypted.
func openCredential(db *store.Database, v value.Value) (value.Value, error) {
	sealed := v.Get("data")
	if !sealed.IsString() {
		return v, nil
	}
	e, err := db.OpenSealed(v.Get("id").Str(), v.Get("name").Str(), v.Get("type").Str(), sealed.Str())
	if err == nil {
		return v.Set("data", e.Data), nil
	}
	if !errors.Is(err, credential.ErrNotSealed) {
		return v, err
	}
	key := os.Getenv("N8N_ENCRYPTION_KEY")
	if key == "" {
		return v, errors.New("its data is encrypted; set N8N_ENCRYPTION_KEY to that instance's key, or export it decrypted (--decrypted)")
	}
	text, err := credential.OpenForeign(sealed.Str(), key)
	if err != nil {
		return v, err
	}
	data, err := value.Parse(text)
	if err != nil || !data.IsObject() {
		return v, credential.ErrForeignKey
	}
	return v.Set("data", data), nil
}

// withDatabase opens the database of a command for use.
func (s *settings) withDatabase(c *cobra.Command, readOnly bool, use func(context.Context, *store.Database) error) error {
	if err := fromEnvironment(c.Flags(), os.LookupEnv); err != nil {
		return err
	}
	o := store.DatabaseOptions{ReadOnly: readOnly, Log: s.log(slog.LevelWarn)}
	var err error
	if !readOnly && s.workflows != "" {
		if err := s.makeFolder(); err != nil {
			return err
		}
		if err := s.hideFromGit(); err != nil {
			return failed(err)
		}
		if o.Folder, err = store.OpenFolder(s.workflows); err != nil {
			return failed(err)
		}
		defer o.Folder.Close()
	}
	if _, missing := os.Stat(s.keysPath()); !readOnly || missing == nil {
		if o.Keys, err = credential.LoadKeys(s.keysPath()); err != nil {
			return failed(err)
		}
	}
	db, err := store.OpenDatabase(c.Context(), s.databasePath(), o)
	if err != nil {
		return failed(err)
	}
	defer db.Close()
	return use(c.Context(), db)
}
