package datatable

import (
	"path/filepath"
	"strings"
	"testing"

	"runnel/runtime/credential"
	"runnel/runtime/node"
	"runnel/runtime/node/nodetest"
	"runnel/runtime/store"
	"runnel/runtime/value"
)

const typ = "n8n-nodes-base.dataTable"

// instance is a database with a table of orders.
type instance struct {
	*store.Database
	table node.DataTable
}

func newInstance(t *testing.T) *instance {
	t.Helper()
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
	table, err := db.CreateTable(t.Context(), "Orders", []node.DataColumn{
		{Name: "who", Type: "string"}, {Name: "total", Type: "number"}, {Name: "paid", Type: "boolean"}, {Name: "due", Type: "date"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return &instance{db, table}
}

// run runs the node; TABLE in the parameters stands for the table.
func (in *instance) run(t *testing.T, version float64, params, docs string) (string, error) {
	t.Helper()
	table := `"dataTableId":{"mode":"id","value":"` + in.table.ID + `"}`
	h := nodetest.New(t, typ, version, strings.ReplaceAll(params, "TABLE", table)).Docs(docs)
	h.Tables = in
	out, err := h.Run()
	if err != nil {
		return "", err
	}
	var lines []string
	for _, it := range out[0] {
		doc := it.JSON
		// Times differ from run to run.
		for _, key := range []string{"createdAt", "updatedAt"} {
			if v := doc.Get(key); v.IsString() || v.IsDate() {
				doc = doc.Delete(key)
			}
		}
		lines = append(lines, doc.JSON())
	}
	return strings.Join(lines, " "), nil
}

func (in *instance) want(t *testing.T, params, docs, want string) {
	t.Helper()
	if got, err := in.run(t, 1.1, params, docs); err != nil || got != want {
		t.Errorf("%s:\n got %s (%v)\nwant %s", params, got, err, want)
	}
}

func (in *instance) fails(t *testing.T, params, docs, want string) {
	t.Helper()
	_, err := in.run(t, 1.1, params, docs)
	nodetest.WantError(t, err, want)
}

func filled(t *testing.T) *instance {
	t.Helper()
	in := newInstance(t)
	in.want(t, `{TABLE,"columns":{"mappingMode":"autoMapInputData"}}`,
		`[{"who":"Ada","total":"20","paid":"true","due":"2024-05-06T10:00:00Z","id":99},{"who":"bob","total":5,"paid":false},{"who":null}]`,
		`{"id":1,"who":"Ada","total":20,"paid":true,"due":"2024-05-06T10:00:00.000Z"} {"id":2,"who":"bob","total":5,"paid":false,"due":null} {"id":3,"who":null,"total":null,"paid":null,"due":null}`)
	return in
}

func where(conditions string) string { return `"filters":{"conditions":[` + conditions + `]}` }

func TestInsert(t *testing.T) {
	in := filled(t)
	in.want(t, `{TABLE,"columns":{"mappingMode":"defineBelow","value":{"who":"={{ $json.name }}","total":7}}}`, `[{"name":"x"}]`,
		`{"id":4,"who":"x","total":7,"paid":null,"due":null}`)
	in.want(t, `{TABLE,"columns":{"mappingMode":"autoMapInputData"},"options":{"optimizeBulk":true}}`, `[{"who":"y"},{"who":"z"}]`, `{"success":true,"insertedRows":2}`)
	auto := `{TABLE,"columns":{"mappingMode":"autoMapInputData"}}`
	in.fails(t, auto, `[{"who":"q"},{"other":1}]`, "Validation error with data table request: unknown column name 'other'")
	in.fails(t, auto, `[{"who":[1]}]`, "unexpected array input '[1]' in row 0")
	in.fails(t, auto, `[{"who":"q"},{"who":{"a":1}}]`, `unexpected object input '{"a":1}' in row 1`)
	in.fails(t, auto, `[{"total":"many"}]`, "Validation error with data table request: value 'many' does not match column type 'number': 'total' expects a number but we got 'many'")
	// What failed has left nothing behind.
	in.want(t, `{TABLE,"operation":"get","returnAll":true,`+where(`{"keyName":"who","keyValue":"q"}`)+`}`, `[{}]`, ``)
}

func TestGetByConditions(t *testing.T) {
	in := filled(t)
	for conditions, want := range map[string]string{
		`{"keyName":"id","keyValue":"1"}`:                                                         "1",
		`{"keyName":"who","condition":"neq","keyValue":"Ada"}`:                                    "2 3",
		`{"keyName":"total","condition":"gt","keyValue":"5"}`:                                     "1",
		`{"keyName":"total","condition":"gte","keyValue":5}`:                                      "1 2",
		`{"keyName":"total","condition":"lt","keyValue":5}`:                                       "",
		`{"keyName":"total","condition":"lte","keyValue":5}`:                                      "2",
		`{"keyName":"who","condition":"like","keyValue":"%d%"}`:                                   "1",
		`{"keyName":"who","condition":"like","keyValue":"ada"}`:                                   "",
		`{"keyName":"who","condition":"ilike","keyValue":"aDa"}`:                                  "1",
		`{"keyName":"who","condition":"like","keyValue":"_o_"}`:                                   "",
		`{"keyName":"who","condition":"isEmpty"}`:                                                 "3",
		`{"keyName":"who","condition":"isNotEmpty"}`:                                              "1 2",
		`{"keyName":"paid","condition":"isTrue"}`:                                                 "1",
		`{"keyName":"paid","condition":"isFalse"}`:                                                "2",
		`{"keyName":"due","condition":"lt","keyValue":"2025-01-01"}`:                              "1",
		`{"keyName":"due","keyValue":"2024-05-06T12:00:00+02:00"}`:                                "1",
		`{"keyName":"id","keyValue":1},{"keyName":"who","keyValue":"bob"}`:                        "1 2",
		`{"keyName":"id","condition":"gte","keyValue":1},{"keyName":"paid","condition":"isTrue"}`: "1 2 3",
	} {
		got, err := in.run(t, 1.1, `{TABLE,"operation":"get",`+where(conditions)+`}`, `[{}]`)
		if err != nil {
			t.Errorf("%s: %v", conditions, err)
			continue
		}
		var ids []string
		for _, line := range strings.Split(got, "} ") {
			if _, rest, ok := strings.Cut(line, `"id":`); ok {
				id, _, _ := strings.Cut(rest, ",")
				ids = append(ids, id)
			}
		}
		if strings.Join(ids, " ") != want {
			t.Errorf("%s: rows %v, not %s", conditions, ids, want)
		}
	}
	both := `{TABLE,"operation":"get","matchType":"allConditions",` + where(`{"keyName":"id","condition":"gte","keyValue":1},{"keyName":"paid","condition":"isTrue"}`) + `}`
	in.want(t, both, `[{}]`, `{"id":1,"who":"Ada","total":20,"paid":true,"due":"2024-05-06T10:00:00.000Z"}`)
	in.want(t, `{TABLE,"operation":"get","limit":1}`, `[{},{}]`,
		`{"id":1,"who":"Ada","total":20,"paid":true,"due":"2024-05-06T10:00:00.000Z"} {"id":1,"who":"Ada","total":20,"paid":true,"due":"2024-05-06T10:00:00.000Z"}`)
	in.fails(t, `{TABLE,"operation":"get",`+where(`{"keyName":"a","keyValue":1},{"keyName":"b","keyValue":1}`)+`}`, `[{}]`,
		`Filter validation failed: Column(s) "a, b" do not exist in the selected table. This often happens when switching between tables with different schemas. Please update your filter conditions.`)
	in.fails(t, `{TABLE,"operation":"get",`+where(`{"keyName":"due","condition":"lt","keyValue":"soon"}`)+`}`, `[{}]`, "Invalid date string 'soon' for column 'due'")
}

func TestChanges(t *testing.T) {
	in := filled(t)
	ada := where(`{"keyName":"who","keyValue":"={{ $json.name }}"}`)
	in.want(t, `{TABLE,"operation":"update",`+ada+`,"columns":{"mappingMode":"defineBelow","value":{"total":21}},"options":{"dryRun":true}}`, `[{"name":"Ada"}]`,
		`{"id":1,"who":"Ada","total":20,"paid":true,"due":"2024-05-06T10:00:00.000Z","dryRunState":"before"} {"id":1,"who":"Ada","total":21,"paid":true,"due":"2024-05-06T10:00:00.000Z","dryRunState":"after"}`)
	in.want(t, `{TABLE,"operation":"update",`+ada+`,"columns":{"mappingMode":"defineBelow","value":{"total":22,"due":null}}}`, `[{"name":"Ada"},{"name":"nobody"}]`,
		`{"id":1,"who":"Ada","total":22,"paid":true,"due":null}`)
	in.want(t, `{TABLE,"operation":"upsert",`+ada+`,"columns":{"mappingMode":"defineBelow","value":{"who":"={{ $json.name }}","total":1}}}`, `[{"name":"Ada"},{"name":"Cyd"}]`,
		`{"id":1,"who":"Ada","total":1,"paid":true,"due":null} {"id":4,"who":"Cyd","total":1,"paid":null,"due":null}`)
	in.want(t, `{TABLE,"operation":"deleteRows",`+ada+`,"options":{"dryRun":true}}`, `[{"name":"Cyd"}]`,
		`{"id":4,"who":"Cyd","total":1,"paid":null,"due":null,"dryRunState":"before"} {"id":null,"createdAt":null,"updatedAt":null,"who":null,"total":null,"paid":null,"due":null,"dryRunState":"after"}`)
	in.want(t, `{TABLE,"operation":"rowExists",`+ada+`}`, `[{"name":"Cyd"},{"name":"nobody"}]`, `{"name":"Cyd"}`)
	in.want(t, `{TABLE,"operation":"deleteRows",`+ada+`}`, `[{"name":"Cyd"}]`, `{"id":4,"who":"Cyd","total":1,"paid":null,"due":null}`)
	in.want(t, `{TABLE,"operation":"rowNotExists",`+ada+`}`, `[{"name":"Cyd"},{"name":"Ada"}]`, `{"name":"Cyd"}`)
	for _, operation := range []string{"update", "upsert", "deleteRows"} {
		in.fails(t, `{TABLE,"operation":"`+operation+`","columns":{"mappingMode":"defineBelow","value":{}}}`, `[{}]`, "At least one condition is required")
	}
}

func TestTables(t *testing.T) {
	in := newInstance(t)
	create := `{"resource":"table","operation":"create","tableName":"New","columns":{"column":[{"name":"a","type":"number"},{"name":"b"}]}%s}`
	got, err := in.run(t, 1.1, strings.Replace(create, "%s", "", 1), `[{}]`)
	if err != nil || !strings.HasSuffix(got, `"name":"New","columns":[{"name":"a","type":"number","index":0},{"name":"b","type":"string","index":1}]}`) {
		t.Errorf("created %s, %v", got, err)
	}
	in.fails(t, strings.Replace(create, "%s", "", 1), `[{}]`, "Data table with name 'New' already exists in this project")
	if again, err := in.run(t, 1.1, strings.Replace(create, "%s", `,"options":{"createIfNotExists":true}`, 1), `[{}]`); err != nil || again != got {
		t.Errorf("the existing table is %s, %v", again, err)
	}
	names := func(params string) string {
		out, err := in.run(t, 1.1, params, `[{}]`)
		if err != nil {
			t.Error(err)
		}
		var list []string
		for _, part := range strings.Split(out, `"name":"`)[1:] {
			if name, rest, _ := strings.Cut(part, `"`); strings.HasPrefix(rest, `,"columns"`) {
				list = append(list, name)
			}
		}
		return strings.Join(list, " ")
	}
	for params, want := range map[string]string{
		`{"resource":"table"}`: "New Orders",
		`{"resource":"table","options":{"sortDirection":"desc"}}`: "Orders New",
		`{"resource":"table","options":{"filterName":"ORD"}}`:     "Orders",
		`{"resource":"table","returnAll":false,"limit":1}`:        "New",
	} {
		if got := names(params); got != want {
			t.Errorf("%s lists %s, not %s", params, got, want)
		}
	}
	byName := `"dataTableId":{"mode":"name","value":"new"}`
	in.want(t, `{"resource":"table","operation":"update",`+byName+`,"newName":"Newer"}`, `[{}]`, `{"success":true,"name":"Newer"}`)
	in.fails(t, `{"resource":"table","operation":"delete",`+byName+`}`, `[{}]`, `Data table with name "new" not found`)
	in.fails(t, `{"resource":"table","operation":"delete","dataTableId":{"mode":"id","value":"x"}}`, `[{}]`, "Could not find the data table: 'x'")
	in.want(t, `{"resource":"table","operation":"delete",TABLE}`, `[{}]`, `{"success":true,"deletedTableId":"`+in.table.ID+`"}`)
	for column, want := range map[string]string{
		`{"name":"id"}`: "The column name 'id' is taken by the system", `{"name":"a b"}`: "'a b' is no name for a column",
		`{"name":"a"},{"name":"a"}`: "Two columns are called 'a'",
	} {
		in.fails(t, `{"resource":"table","operation":"create","tableName":"X","columns":{"column":[`+column+`]}}`, `[{}]`, want)
	}
}

func TestVersion1HasDates(t *testing.T) {
	in := filled(t)
	h := nodetest.New(t, typ, 1, `{"operation":"get","limit":1,"dataTableId":{"mode":"name","value":"orders"}}`).Docs(`[{}]`)
	h.Tables = in
	out, err := h.Run()
	if err != nil {
		t.Fatal(err)
	}
	if row := out[0][0].JSON; !row.Get("createdAt").IsDate() || !row.Get("due").IsDate() || value.ISODate(row.Get("due").Num()) != "2024-05-06T10:00:00.000Z" {
		t.Errorf("the row is %s", row.JSON())
	}
}

func TestContinuesAndIsAbsent(t *testing.T) {
	in := filled(t)
	h := nodetest.New(t, typ, 1.1, `{"dataTableId":{"mode":"name","value":"orders"},"columns":{"mappingMode":"autoMapInputData"}}`).Docs(`[{"who":"a"},{"other":1}]`).ContinueOnFailure()
	h.Tables = in
	out, err := h.Run()
	if err != nil || len(out[0]) != 2 || out[0][1].JSON.Get("error").Str() != "Validation error with data table request: unknown column name 'other'" {
		t.Errorf("%v, %v", out, err)
	}
	_, err = nodetest.New(t, typ, 1.1, `{}`).Docs(`[{}]`).Run()
	nodetest.WantError(t, err, "Data tables are not available here")
}
