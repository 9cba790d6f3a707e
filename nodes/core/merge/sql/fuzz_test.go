package sql_test

import (
	"context"
	"testing"
	"time"

	"runnel/nodes/core/merge/sql"
	"runnel/runtime/value"
)

// FuzzRun looks for queries that panic.
func FuzzRun(f *testing.F) {
	for _, q := range []string{
		"SELECT * FROM input1 a LEFT JOIN input2 b ON a.id = b.id AND a.n > 1 WHERE a.id IN (SELECT id FROM input2) GROUP BY a.id HAVING COUNT(*) > 1 ORDER BY 1 LIMIT 2 OFFSET 1",
		"WITH c AS (SELECT 1 AS a UNION ALL SELECT 2) SELECT CASE WHEN a THEN x->y->(1) ELSE -a END FROM c",
		"SELECT `a`, [b], \"c\", 'd''e', CAST(a AS INT), SUBSTRING(b, 2, 1), ROUND(1e300, 2) FROM input1; UPDATE input1 SET a = 1; DELETE FROM input1",
		"INSERT INTO input1 (a, b) VALUES (1, 'x'), (2, NULL); SELECT DISTINCT a FROM input1 -- end",
	} {
		f.Add(q)
	}
	docs, err := value.ParseString(`[{"id":1,"n":"a","x":{"y":[1,2]}},{"id":2,"n":null},{}]`)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, query string) {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		answers, _ := sql.Run(ctx, query, sql.Tables{"input1": docs.Elems(), "input2": docs.Elems()})
		for _, a := range answers {
			_ = value.Array(a.Rows...).JSON()
		}
	})
}
