package workbench

import (
	"path/filepath"
	"strings"
	"testing"

	_ "runnel/nodes/core/datatable"
	"runnel/runtime/credential"
	"runnel/runtime/engine"
	"runnel/runtime/node"
	"runnel/runtime/store"
	"runnel/runtime/value"
)

func TestChoicesOfDataTables(t *testing.T) {
	dir := t.TempDir()
	keys, err := credential.LoadKeys(filepath.Join(dir, "key"))
	if err != nil {
		t.Fatal(err)
	}
	db, err := store.OpenDatabase(t.Context(), filepath.Join(dir, "runnel.db"), store.DatabaseOptions{Keys: keys})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	table, err := db.CreateTable(t.Context(), "Orders", []node.DataColumn{{Name: "due", Type: "date"}})
	if err != nil {
		t.Fatal(err)
	}
	w := New(Options{Database: db, Engine: engine.New(engine.Options{})})
	for _, c := range []struct{ method, locator, want string }{
		{"tableSearch", `{"mode":"list","value":""}`, "Orders=" + table.ID},
		{"getDataTableColumns", `{"mode":"id","value":"` + table.ID + `"}`, "id=id due=due createdAt=createdAt updatedAt=updatedAt"},
		{"getDataTables", `{"mode":"name","value":"orders"}`, "due=due"},
		{"getDataTables", `{"mode":"name","value":"none"}`, ""},
		{"getDataTableColumns", `{"mode":"list","value":""}`, "id=id createdAt=createdAt updatedAt=updatedAt"},
	} {
		doc, err := value.ParseString(`{"name":"w","connections":{},"nodes":[{"id":"1","name":"T","type":"n8n-nodes-base.dataTable","typeVersion":1.1,"position":[0,0],"parameters":{"dataTableId":` + c.locator + `}}]}`)
		if err != nil {
			t.Fatal(err)
		}
		list, err := w.OptionsOf(doc, "T", c.method)
		if err != nil {
			t.Errorf("%s %s: %v", c.method, c.locator, err)
			continue
		}
		var got []string
		for _, o := range list {
			got = append(got, o.Name+"="+o.Value.ToString())
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s %s: %v, not %s", c.method, c.locator, got, c.want)
		}
	}
}
