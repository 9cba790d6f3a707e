package sql_test

import (
	"bufio"
	"os"
	"testing"

	"runnel/nodes/core/merge/sql"
	"runnel/runtime/value"
)

// TestRecordedAnswers compares with what the original's dialect answers: each
// line of the file holds a query with its rows, or with an error.
func TestRecordedAnswers(t *testing.T) {
	f, err := os.Open("testdata/answers.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	var tables value.Value
	for lines.Scan() {
		line, err := value.ParseString(lines.Text())
		if err != nil {
			t.Fatal(err)
		}
		if line.Has("tables") {
			tables = line.Get("tables")
			continue
		}
		query := line.Get("query").Str()
		t.Run(query, func(t *testing.T) {
			given := sql.Tables{}
			for i, docs := range tables.Elems() {
				given["input"+value.FormatNumber(float64(i+1))] = docs.Elems()
			}
			answers, err := sql.Run(t.Context(), query, given)
			if want := line.Get("error"); !want.IsUndefined() {
				if err == nil || err.Error() != want.Str() {
					t.Fatalf("the error is %v, not %q", err, want.Str())
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			var rows []value.Value
			for _, a := range answers {
				rows = append(rows, a.Rows...)
			}
			if got, want := value.Array(rows...).JSON(), line.Get("rows").JSON(); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
}
