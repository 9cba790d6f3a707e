package merge_test

import (
	"context"
	"errors"
	"testing"

	"runnel/nodes/core/merge/sql"
	"runnel/runtime/node"
	"runnel/runtime/node/nodetest"
)

func sqlParams(query, more string) string {
	return `{"mode":"combineBySql","query":"` + query + `"` + more + `}`
}

func TestSQL(t *testing.T) {
	in := []string{`[{"id":1,"name":"ada","x":{"p":[1]}},{"id":2,"name":"bob","x":null}]`, `[{"id":1,"city":"Oslo"}]`}
	run(t, []testCase{
		{"left join", 3.2, sqlParams("SELECT * FROM input1 LEFT JOIN input2 ON input1.id = input2.id", ""), in,
			`[[{"id":1,"name":"ada","x":{"p":[1]},"city":"Oslo"},{"id":2,"name":"bob","x":null}]]`, ""},
		{"a third input", 3, sqlParams("SELECT a.id, c.v FROM input1 a JOIN input3 c ON a.id = c.id", `,"numberInputs":3`), append(in[:2:2], `[{"id":2,"v":9}]`),
			`[[{"id":2,"v":9}]]`, ""},
		{"nothing found, version 3", 3, sqlParams("SELECT id FROM input1 WHERE id > 9", ""), in, `[[{"success":true}]]`, ""},
		{"nothing found, version 3.1", 3.1, sqlParams("SELECT id FROM input1 WHERE id > 9", ""), in, `[[{"success":true}]]`, ""},
		{"nothing found, version 3.2", 3.2, sqlParams("SELECT id FROM input1 WHERE id > 9", ""), in, `[[]]`, ""},
		{"nothing found, said so", 3.2, sqlParams("SELECT id FROM input1 WHERE id > 9", `,"options":{"emptyQueryResult":"success"}`), in, `[[{"success":true}]]`, ""},
		{"several statements", 3.2, sqlParams("UPDATE input1 SET name = 'x' WHERE id = 2; SELECT name FROM input1; SELECT city FROM input2", ""), in,
			`[[{"name":"ada"},{"name":"x"},{"city":"Oslo"}]]`, ""},
		{"no rows", 3.2, sqlParams("DELETE FROM input1", ""), in, "", "Issue while executing query"},
		{"an unknown table", 3.2, sqlParams("SELECT * FROM input9", ""), in, "", "Issue while executing query"},
		{"no SQL", 3.2, sqlParams("SELECT * FRM input1", ""), in, "", "Issue while executing query"},
	})
}

func TestSQLErrorsSayWhat(t *testing.T) {
	for query, want := range map[string]string{
		"SELECT * FROM input9":        "Table does not exist: input9",
		"SELECT * FRM input1":         "Parse error on line 1:\nSELECT * FRM input1\n-----------^\nUnexpected 'FRM'",
		"SELECT * FROM input1 WHERE ": "Parse error on line 1:\n...* FROM input1 WHERE \n----------------------^\nUnexpected the end of the query",
		"SELECT nofn(id) FROM input1": "alasql.fn.nofn is not a function",
	} {
		_, err := nodetest.New(t, typ, 3.2, sqlParams(query, "")).Docs(`[{"id":1}]`).Docs(`[]`).Run()
		var failure *node.OperationError
		if !errors.As(err, &failure) || failure.Description != want {
			t.Errorf("%s: %#v, not %q", query, failure.Description, want)
		}
	}
}

// TestSQLReachesNothingElse tries what the dialect has to reach files, other
// databases and code.
func TestSQLReachesNothingElse(t *testing.T) {
	const refused = "File access operations are disabled for security reasons"
	for query, want := range map[string]string{
		"SELECT * FROM CSV('/etc/passwd')":                     refused,
		"SELECT * FROM TXT('/etc/passwd')":                     refused,
		"SELECT * FROM JSON('http://127.0.0.1/')":              refused,
		"SELECT * INTO CSV('/tmp/out.csv') FROM input1":        refused,
		"SELECT CSV('/etc/passwd') FROM input1":                refused,
		"ATTACH FILESTORAGE DATABASE a('a.json')":              refused,
		"ATTACH DATABASE '/tmp/a.db' AS a":                     refused,
		"CREATE SQLITE DATABASE a":                             refused,
		"REQUIRE 'fs'":                                         refused,
		"SOURCE '/etc/passwd'":                                 refused,
		"SELECT load_extension('/tmp/a.so') FROM input1":       "alasql.fn.load_extension is not a function",
		"SELECT readfile('/etc/passwd') FROM input1":           "alasql.fn.readfile is not a function",
		"SELECT id->constructor('return process')FROM input1":  "constructor is not a function",
		"SELECT * FROM sqlite_master":                          "Table does not exist: sqlite_master",
		"PRAGMA database_list":                                 "",
		"SELECT 1; PRAGMA writable_schema = 1":                 "",
		"CREATE FUNCTION f AS ``process.exit()``":              refused,
		"SELECT ``process.exit()`` FROM input1":                "",
		"VACUUM INTO '/tmp/a.db'":                              "",
		"SELECT * FROM input1 WHERE id = (JAVASCRIPT('1'))":    "alasql.fn.JAVASCRIPT is not a function",
		"SELECT @[1,2]":                                        "",
		"DECLARE @a INT; SELECT @a":                            "",
		"SELECT name FROM input1; ATTACH DATABASE 'x.db' AS x": refused,
	} {
		_, err := sql.Run(t.Context(), query, sql.Tables{"input1": nodetest.Doc(`[{"id":1}]`).Elems()})
		if err == nil {
			t.Errorf("%s: no error", query)
		} else if want != "" && err.Error() != want {
			t.Errorf("%s: %q, not %q", query, err, want)
		}
	}
}

func TestSQLStopsWhenCancelled(t *testing.T) {
	docs := make([]byte, 0, 1<<16)
	docs = append(docs, '[')
	for range 3000 {
		docs = append(docs, `{"a":1},`...)
	}
	list := nodetest.Doc(string(append(docs, `{}]`...))).Elems()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := sql.Run(ctx, "SELECT COUNT(*) FROM input1 a CROSS JOIN input1 b CROSS JOIN input1 c", sql.Tables{"input1": list})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
}

func TestSQLPairs(t *testing.T) {
	for _, c := range []struct {
		version     float64
		query, want string
	}{
		{3, "SELECT id FROM input1", `[[{"json":{"id":1},"pairedItem":[{"item":0,"input":0},{"item":1,"input":0},{"item":0,"input":1}]},{"json":{"id":2},"pairedItem":[{"item":0,"input":0},{"item":1,"input":0},{"item":0,"input":1}]}]]`},
		{3.1, "SELECT id FROM input1", `[[{"json":{"id":1},"pairedItem":[{"item":0,"input":0}]},{"json":{"id":2},"pairedItem":[{"item":1,"input":0}]}]]`},
		{3.2, "SELECT input1.id, input2.city FROM input1 JOIN input2 ON input1.id = input2.id", `[[{"json":{"id":1,"city":"Oslo"},"pairedItem":[{"item":0,"input":0},{"item":0,"input":1}]}]]`},
		// Of columns of one name the later table's is kept, so with * a row knows one item only.
		{3.2, "SELECT * FROM input1 JOIN input2 ON input1.id = input2.id", `[[{"json":{"id":1,"city":"Oslo"},"pairedItem":[{"item":0,"input":1}]}]]`},
		{3.2, "SELECT COUNT(*) AS n FROM input1", `[[{"json":{"n":2},"pairedItem":[]}]]`},
		// The added column names a table that has another name here: the query is answered without.
		{3.2, "SELECT a.id FROM input1 a WHERE a.id = 2", `[[{"json":{"id":2},"pairedItem":[{"item":0,"input":0},{"item":1,"input":0},{"item":0,"input":1}]}]]`},
		{3.2, "SELECT DISTINCT city FROM input2", `[[{"json":{"city":"Oslo"},"pairedItem":[{"item":0,"input":1}]}]]`},
	} {
		out, err := nodetest.New(t, typ, c.version, sqlParams(c.query, "")).Docs(`[{"id":1},{"id":2}]`).Docs(`[{"id":1,"city":"Oslo"}]`).Run()
		nodetest.WantFull(t, out, err, c.want)
	}
}
