package store

import (
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"

	"runnel/runtime/node"
	"runnel/runtime/value"
)

func TestDataTables(t *testing.T) {
	path := filepath.Join(t.TempDir(), "runnel.db")
	d := reopen(t, path, DatabaseOptions{})
	ctx := t.Context()
	table, err := d.CreateTable(ctx, "Orders", []node.DataColumn{{Name: "total", Type: "number"}, {Name: "note", Type: "string"}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.CreateTable(ctx, "Orders", nil); !errors.Is(err, node.ErrTableExists) {
		t.Errorf("a second table of the name gives %v", err)
	}
	rows, err := d.Insert(ctx, table.ID, []value.Value{node.Obj("total", 5, "more", 1), node.Obj("note", "x"), node.Obj("total", 7)})
	if err != nil {
		t.Fatal(err)
	}
	if got := rows[0].Delete("createdAt").Delete("updatedAt").JSON(); got != `{"id":1,"total":5,"note":null}` {
		t.Errorf("the first row is %s", got)
	}
	large := func(row value.Value) bool { return row.Get("total").Num() > 5 }
	before, after, err := d.Update(ctx, table.ID, large, node.Obj("note", "large"), node.UpdateOptions{})
	if err != nil || len(before) != 1 || len(after) != 1 || !before[0].Get("note").IsNull() || after[0].Get("note").Str() != "large" {
		t.Errorf("the update gives %v, %v, %v", before, after, err)
	}
	none := func(value.Value) bool { return false }
	if _, after, err := d.Update(ctx, table.ID, none, node.Obj("total", 1), node.UpdateOptions{Insert: true, Dry: true}); err != nil || !after[0].Get("id").IsNull() {
		t.Errorf("a dry insertion gives %v, %v", after, err)
	}
	if _, after, err := d.Update(ctx, table.ID, none, node.Obj("total", 1), node.UpdateOptions{Insert: true}); err != nil || after[0].Get("id").Num() != 4 {
		t.Errorf("an insertion gives %v, %v", after, err)
	}
	if gone, err := d.DeleteRows(ctx, table.ID, func(row value.Value) bool { return row.Get("id").Num() == 4 }, false); err != nil || len(gone) != 1 {
		t.Errorf("deleted: %v, %v", gone, err)
	}
	if gone, err := d.DeleteRows(ctx, table.ID, nil, true); err != nil || len(gone) != 3 {
		t.Errorf("a dry deletion gives %v, %v", gone, err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	d = reopen(t, path, DatabaseOptions{})
	found, err := d.Rows(ctx, table.ID, large, 0)
	if err != nil || len(found) != 1 || found[0].Get("note").Str() != "large" {
		t.Errorf("after a restart: %v, %v", found, err)
	}
	// The number of a row that was deleted is not given again.
	if rows, err := d.Insert(ctx, table.ID, []value.Value{value.EmptyObject}); err != nil || rows[0].Get("id").Num() != 5 {
		t.Errorf("the next row is %v, %v", rows, err)
	}
	if err := d.RenameTable(ctx, table.ID, "Sales"); err != nil {
		t.Error(err)
	}
	list, err := d.Tables(ctx)
	if err != nil || len(list) != 1 || list[0].Name != "Sales" || list[0].Size == 0 || fmt.Sprint(list[0].Columns) != "[{total number} {note string}]" {
		t.Errorf("the tables are %+v, %v", list, err)
	}
	if err := d.DeleteTable(ctx, table.ID); err != nil {
		t.Error(err)
	}
	for what, err := range map[string]error{
		"rows": func() error { _, err := d.Rows(ctx, table.ID, nil, 0); return err }(), "insert": func() error { _, err := d.Insert(ctx, table.ID, nil); return err }(),
		"rename": d.RenameTable(ctx, table.ID, "x"), "delete": d.DeleteTable(ctx, table.ID),
	} {
		if !errors.Is(err, node.ErrNoTable) {
			t.Errorf("%s of a table that is no more: %v", what, err)
		}
	}
}

// TestUpsertsAtOnce has many executions put the same key into a table: one row
// comes of it.
func TestUpsertsAtOnce(t *testing.T) {
	d := newDatabase(t, DatabaseOptions{})
	table, err := d.CreateTable(t.Context(), "t", []node.DataColumn{{Name: "key", Type: "string"}, {Name: "n", Type: "number"}})
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for i := range 20 {
		group.Go(func() {
			_, _, err := d.Update(t.Context(), table.ID, func(row value.Value) bool { return row.Get("key").Str() == "k" }, node.Obj("key", "k", "n", i), node.UpdateOptions{Insert: true})
			if err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if rows, err := d.Rows(t.Context(), table.ID, nil, 0); err != nil || len(rows) != 1 {
		t.Errorf("there are %d rows, %v", len(rows), err)
	}
}
