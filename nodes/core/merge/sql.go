package merge

import (
	"regexp"
	"strconv"
	"strings"

	"runnel/nodes/core/merge/sql"
	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// pairKey is the column that carries where a row's data came from.
const pairKey = "pairedItem"

// combineBySQL answers an SQL query whose tables input1, input2, … are the
// inputs (flow reference §5.2).
func combineBySQL(c *node.Call[paramsV3], inputs [][]item.Item) (node.Output, error) {
	r := &reader{e: c}
	text := read(r, &c.P.Query, "")
	onEmpty := "success"
	if c.Info().Version >= 3.2 {
		onEmpty = read(r, &c.P.EmptyResult, "empty")
	}
	if r.err != nil {
		return nil, r.err
	}
	text, err := resolved(c, text)
	if err != nil {
		return nil, err
	}
	if c.Info().Version >= 3.1 && startsWithSelect.MatchString(text) {
		if rows, err := query(c, withPairs(text, len(inputs)), tables(inputs, true)); err == nil {
			return pairedRows(rows, onEmpty), nil
		}
	}
	rows, err := query(c, text, tables(inputs, false))
	if err != nil {
		if c.Context().Err() != nil {
			return nil, c.Context().Err()
		}
		return nil, node.Errorf("Issue while executing query").Describe("%s", err.Error()).Because(err)
	}
	var lineages []item.Lineage
	for i, in := range inputs {
		for k := range in {
			lineages = append(lineages, item.FromInput(k, i))
		}
	}
	all := item.Join(lineages...)
	if len(rows) == 0 {
		return emptyResult(onEmpty, all), nil
	}
	out := make([]item.Item, len(rows))
	for i, doc := range rows {
		out[i] = item.New(doc)
		out[i].Paired = all
	}
	return node.One(out), nil
}

// emptyResult is what is passed on when the query found nothing.
func emptyResult(onEmpty string, paired item.Lineage) node.Output {
	if onEmpty != "success" {
		return node.Output{{}}
	}
	it := item.New(value.Object(value.Field{Key: "success", Value: value.True}))
	it.Paired = paired
	return node.One([]item.Item{it})
}

// expression is a part of the query that is evaluated before the query is.
var expression = regexp.MustCompile(`(?s)\{\{.*?\}\}`)

// resolved puts the values of the expressions in a query in their places, all
// of them for item 0.
func resolved(c *node.Call[paramsV3], text string) (string, error) {
	var failed error
	text = expression.ReplaceAllStringFunc(text, func(part string) string {
		v, err := c.EvalText("="+part, 0)
		if err != nil && failed == nil {
			failed = err
		}
		return v.ToString()
	})
	return text, failed
}

// tables are the documents of the inputs, with where they came from if asked.
func tables(inputs [][]item.Item, paired bool) sql.Tables {
	out := sql.Tables{}
	for i, in := range inputs {
		docs := make([]value.Value, len(in))
		for k, it := range in {
			docs[k] = it.JSON
			if paired {
				docs[k] = it.JSON.Set(pairKey, value.Object(value.Field{Key: "item", Value: value.Int(k)}, value.Field{Key: "input", Value: value.Int(i)}))
			}
		}
		out["input"+strconv.Itoa(i+1)] = docs
	}
	return out
}

// query gives the rows of all SELECT statements of a query.
func query(c *node.Call[paramsV3], text string, tables sql.Tables) ([]value.Value, error) {
	answers, err := sql.Run(c.Context(), text, tables)
	if err != nil {
		return nil, err
	}
	var rows []value.Value
	for _, a := range answers {
		rows = append(rows, a.Rows...)
	}
	if len(answers) == 1 && !answers[0].IsRows {
		return nil, node.Errorf("the query gives no rows: it has no SELECT")
	}
	return rows, nil
}

var (
	startsWithSelect = regexp.MustCompile(`(?i)^select`)
	columnList       = regexp.MustCompile(`(?is)^select\s+(.*?)\s+from\s`)
)

// withPairs adds, to a query that lists its columns, the columns that tell
// which items its rows were made of.
func withPairs(text string, inputs int) string {
	m := columnList.FindStringSubmatchIndex(text)
	if m == nil || text[m[2]:m[3]] == "*" {
		return text
	}
	var b strings.Builder
	b.WriteString(text[:m[3]])
	for i := 1; i <= inputs; i++ {
		table := "input" + strconv.Itoa(i)
		if strings.Contains(text, table) {
			b.WriteString(", " + table + "." + pairKey + " AS " + pairKey + strconv.Itoa(i))
		}
	}
	b.WriteString(text[m[3]:])
	return b.String()
}

// pairedRows takes the columns with pairs out of the rows.
func pairedRows(rows []value.Value, onEmpty string) node.Output {
	if len(rows) == 0 {
		return emptyResult(onEmpty, item.Lineage{})
	}
	out := make([]item.Item, len(rows))
	var b value.Builder
	for i, doc := range rows {
		b.Reset()
		pairs := []item.Pair{}
		for key, v := range doc.Entries() {
			if !strings.HasPrefix(key, pairKey) {
				b.Set(key, v)
				continue
			}
			if v.Truthy() {
				pairs = append(pairs, item.ReadLineage(v).Pairs()...)
			}
		}
		out[i] = item.New(b.Object())
		out[i].Paired = item.FromPairs(pairs...)
	}
	return node.One(out)
}
