// Package nodes_test measures the nodes that work on many items, each beside a
// straightforward Go program that does the same:
//
//	go test -run '^$' -bench . ./nodes
//
// Of each it tells the items per second of processor time, the most memory that was in use at a
// time above what was in use before, and how the time grows: the time of the
// large input by that of one a quarter as large, in multiples of what n·log n
// grows by. 1 is n·log n, 0.8 is linear.
package nodes_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"reflect"
	"runtime"
	"runtime/metrics"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	_ "runnel/nodes/all"
	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/node/nodetest"
	"runnel/runtime/value"
)

// items is how many items the nodes get.
const items = 100_000

// doc is an item as a Go program has it.
type doc = map[string]any

// input makes n documents; those of one seed are the same.
func input(n int, seed uint64) []doc {
	random := rand.New(rand.NewPCG(seed, 1))
	docs := make([]doc, n)
	for i, id := range random.Perm(n) {
		docs[i] = doc{
			"id": float64(id), "group": "group " + strconv.Itoa(id%100), "name": "name " + strconv.Itoa(random.IntN(n/2)),
			"amount": math.Round(random.Float64()*1e4) / 100, "active": id%3 == 0,
		}
	}
	return docs
}

var columns = []string{"id", "group", "name", "amount", "active"}

// asItems makes the node's items of documents.
func asItems(docs []doc) []item.Item {
	out := make([]item.Item, len(docs))
	var b value.Builder
	for i, d := range docs {
		b.Reset()
		for _, key := range columns {
			v, err := value.FromGo(d[key])
			if err != nil {
				panic(err)
			}
			b.Set(key, v)
		}
		out[i] = item.New(b.Object())
	}
	return out
}

// task is something that a node does, and a Go program too.
type task struct {
	name string
	// node is the type with its parameters.
	node, params string
	version      float64
	// inputs is how many inputs get documents.
	inputs int
	// file makes the file that the node reads, nil when it reads none.
	file func([]doc) []byte
	// plain is the program; what it gives keeps it from being optimised away.
	plain func(inputs [][]doc, file []byte) any
}

var tasks = []task{
	{name: "sort", node: "sort", params: `{"sortFieldsUi":{"sortField":[{"fieldName":"group"},{"fieldName":"amount","order":"descending"}]}}`, version: 1, inputs: 1,
		plain: func(in [][]doc, _ []byte) any {
			out := slices.Clone(in[0])
			slices.SortStableFunc(out, func(a, b doc) int {
				switch {
				case a["group"].(string) < b["group"].(string):
					return -1
				case a["group"].(string) > b["group"].(string):
					return 1
				case a["amount"].(float64) > b["amount"].(float64):
					return -1
				case a["amount"].(float64) < b["amount"].(float64):
					return 1
				}
				return 0
			})
			return out
		}},
	{name: "aggregate", node: "aggregate", params: `{"fieldsToAggregate":{"fieldToAggregate":[{"fieldToAggregate":"amount"},{"fieldToAggregate":"name"}]}}`, version: 1, inputs: 1,
		plain: func(in [][]doc, _ []byte) any {
			var amounts, names []any
			for _, d := range in[0] {
				amounts, names = append(amounts, d["amount"]), append(names, d["name"])
			}
			return doc{"amount": amounts, "name": names}
		}},
	{name: "summarize", node: "summarize", params: `{"fieldsToSummarize":{"values":[{"aggregation":"sum","field":"amount"},{"aggregation":"countUnique","field":"name"}]},"fieldsToSplitBy":"group"}`, version: 1.1, inputs: 1,
		plain: func(in [][]doc, _ []byte) any {
			type group struct {
				sum   float64
				names map[any]bool
			}
			groups := map[string]*group{}
			var out []doc
			for _, d := range in[0] {
				key := d["group"].(string)
				g := groups[key]
				if g == nil {
					g = &group{names: map[any]bool{}}
					groups[key] = g
				}
				g.sum += d["amount"].(float64)
				g.names[d["name"]] = true
			}
			for key, g := range groups {
				out = append(out, doc{"group": key, "sum_amount": g.sum, "unique_count_name": len(g.names)})
			}
			return out
		}},
	{name: "removeDuplicates", node: "removeDuplicates", params: `{"compare":"selectedFields","fieldsToCompare":"name"}`, version: 2, inputs: 1,
		plain: func(in [][]doc, _ []byte) any {
			seen := map[any]bool{}
			var out []doc
			for _, d := range in[0] {
				if !seen[d["name"]] {
					seen[d["name"]] = true
					out = append(out, d)
				}
			}
			return out
		}},
	{name: "compareDatasets", node: "compareDatasets", params: `{"mergeByFields":{"values":[{"field1":"id","field2":"id"}]},"resolve":"preferInput2"}`, version: 2.3, inputs: 2,
		plain: func(in [][]doc, _ []byte) any {
			byID := make(map[any]doc, len(in[1]))
			for _, d := range in[1] {
				byID[d["id"]] = d
			}
			var first, same, different, second []doc
			met := map[any]bool{}
			for _, d := range in[0] {
				other, ok := byID[d["id"]]
				met[d["id"]] = true
				switch {
				case !ok:
					first = append(first, d)
				case reflect.DeepEqual(d, other):
					same = append(same, d)
				default:
					different = append(different, other)
				}
			}
			for _, d := range in[1] {
				if !met[d["id"]] {
					second = append(second, d)
				}
			}
			return [][]doc{first, same, different, second}
		}},
	{name: "merge by fields", node: "merge", params: `{"mode":"combine","fieldsToMatchString":"id"}`, version: 3.2, inputs: 2, plain: joined},
	{name: "merge by SQL", node: "merge", params: `{"mode":"combineBySql","query":"SELECT input1.id AS id, input2.amount AS amount FROM input1 JOIN input2 ON input1.id = input2.id WHERE input2.amount > 50"}`, version: 3.2, inputs: 2,
		plain: func(in [][]doc, _ []byte) any {
			byID := make(map[any]doc, len(in[1]))
			for _, d := range in[1] {
				byID[d["id"]] = d
			}
			var out []doc
			for _, d := range in[0] {
				if other, ok := byID[d["id"]]; ok && other["amount"].(float64) > 50 {
					out = append(out, doc{"id": d["id"], "amount": other["amount"]})
				}
			}
			return out
		}},
	{name: "write csv", node: "convertToFile", params: `{"operation":"csv"}`, version: 1.1, inputs: 1,
		plain: func(in [][]doc, _ []byte) any { return writtenCSV(in[0]) }},
	{name: "read csv", node: "extractFromFile", params: `{"operation":"csv"}`, version: 1, file: writtenCSV,
		plain: func(_ [][]doc, file []byte) any {
			rows, err := csv.NewReader(bytes.NewReader(file)).ReadAll()
			if err != nil {
				panic(err)
			}
			return named(rows)
		}},
	{name: "write xlsx", node: "convertToFile", params: `{"operation":"xlsx"}`, version: 1.1, inputs: 1,
		plain: func(in [][]doc, _ []byte) any { return writtenXLSX(in[0]) }},
	{name: "read xlsx", node: "extractFromFile", params: `{"operation":"xlsx"}`, version: 1, file: writtenXLSX,
		plain: func(_ [][]doc, file []byte) any {
			f, err := excelize.OpenReader(bytes.NewReader(file))
			if err != nil {
				panic(err)
			}
			defer f.Close()
			rows, err := f.GetRows("Sheet1")
			if err != nil {
				panic(err)
			}
			return named(rows)
		}},
}

func joined(in [][]doc, _ []byte) any {
	byID := make(map[any]doc, len(in[1]))
	for _, d := range in[1] {
		byID[d["id"]] = d
	}
	var out []doc
	for _, d := range in[0] {
		if other, ok := byID[d["id"]]; ok {
			both := maps.Clone(d)
			maps.Copy(both, other)
			out = append(out, both)
		}
	}
	return out
}

func named(rows [][]string) []doc {
	out := make([]doc, 0, len(rows))
	for _, row := range rows[1:] {
		d := doc{}
		for i, cell := range row {
			d[rows[0][i]] = cell
		}
		out = append(out, d)
	}
	return out
}

func writtenCSV(docs []doc) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	row := slices.Clone(columns)
	if err := w.Write(row); err != nil {
		panic(err)
	}
	for _, d := range docs {
		for i, c := range columns {
			row[i] = fmt.Sprint(d[c])
		}
		if err := w.Write(row); err != nil {
			panic(err)
		}
	}
	w.Flush()
	return b.Bytes()
}

func writtenXLSX(docs []doc) []byte {
	f := excelize.NewFile()
	defer f.Close()
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		panic(err)
	}
	row := make([]any, len(columns))
	for i, c := range columns {
		row[i] = c
	}
	for n := 0; ; n++ {
		cell, err := excelize.CoordinatesToCellName(1, n+1)
		if err != nil {
			panic(err)
		}
		if err := w.SetRow(cell, row); err != nil {
			panic(err)
		}
		if n == len(docs) {
			break
		}
		for i, c := range columns {
			row[i] = docs[n][c]
		}
	}
	if err := w.Flush(); err != nil {
		panic(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// prepared is a task with its input of n documents.
type prepared struct {
	node, plain func()
}

func (k task) prepare(b testing.TB, n int) prepared {
	b.Helper()
	in := make([][]doc, k.inputs)
	for i := range in {
		// Both inputs have the same documents in another order, some changed.
		in[i] = input(n, 7)
		if i > 0 {
			rand.New(rand.NewPCG(3, 3)).Shuffle(n, func(a, b int) { in[i][a], in[i][b] = in[i][b], in[i][a] })
			for x := 0; x < n; x += 10 {
				in[i][x]["amount"] = 1.5
			}
		}
	}
	h := nodetest.New(b, "n8n-nodes-base."+k.node, k.version, k.params)
	for _, docs := range in {
		h.Link(asItems(docs))
	}
	var file []byte
	if k.file != nil {
		file = k.file(input(n, 7))
		h.Link([]item.Item{nodetest.WithFile(item.New(value.EmptyObject), "data", nodetest.File("a", "", string(file)))})
	}
	instance := h.Bind()
	return prepared{
		node: func() {
			out, err := instance.Run(h)
			if err != nil {
				b.Fatal(err)
			}
			if len(out) == 0 || len(out[0]) == 0 && len(out) < 2 {
				b.Fatal("the node gave nothing")
			}
			kept = out
		},
		plain: func() { kept = k.plain(in, file) },
	}
}

// kept holds what was made last.
var kept any

// BenchmarkNodes runs every task, by the node and by the plain program.
func BenchmarkNodes(b *testing.B) {
	for _, k := range tasks {
		for _, who := range []string{"node", "plain Go"} {
			b.Run(k.name+"/"+who, func(b *testing.B) {
				of := func(p prepared) func() {
					if who == "node" {
						return p.node
					}
					return p.plain
				}
				small := fastest(of(k.prepare(b, items/4)))
				run := of(k.prepare(b, items))
				kept = nil
				run()
				peak := peakOf(run)
				best := time.Duration(math.MaxInt64)
				for b.Loop() {
					best = min(best, took(run))
				}
				b.ReportMetric(items/best.Seconds(), "items/s")
				b.ReportMetric(float64(peak)/1e6, "MB-peak")
				b.ReportMetric(float64(best)/float64(small)/(4*math.Log(items)/math.Log(items/4)), "growth/n·log·n")
				b.ReportMetric(0, "ns/op")
				kept = nil
			})
		}
	}
}

// fastest is the shortest time of several runs.
func fastest(run func()) time.Duration {
	best := time.Duration(math.MaxInt64)
	for range 5 {
		best = min(best, took(run))
	}
	return best
}

// took tells the processor time that something takes, its share of the garbage
// collection included: other work on the machine does not count.
func took(run func()) time.Duration {
	runtime.GC()
	start := processorTime()
	run()
	return processorTime() - start
}

// peakOf tells the most memory that objects take while something runs, in
// bytes, above what they took before. Objects that are not collected yet count.
func peakOf(run func()) uint64 {
	kept = nil
	runtime.GC()
	before := inUse()
	most := before
	stop := make(chan struct{})
	var done sync.WaitGroup
	done.Go(func() {
		tick := time.NewTicker(time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-stop:
				return
			case <-tick.C:
				most = max(most, inUse())
			}
		}
	})
	run()
	close(stop)
	done.Wait()
	return max(most, inUse()) - before
}

func inUse() uint64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// TestBothDoTheSame holds what the nodes give against what the programs give,
// on a small input: else the comparison would say nothing.
func TestBothDoTheSame(t *testing.T) {
	for _, k := range tasks {
		t.Run(k.name, func(t *testing.T) {
			p := k.prepare(t, 200)
			var counts [2]int
			p.node()
			counts[0] = size(kept)
			p.plain()
			counts[1] = size(kept)
			if counts[0] == 0 || counts[0] != counts[1] {
				t.Errorf("the node gives %d, the program %d", counts[0], counts[1])
			}
		})
	}
	kept = nil
}

// size counts the documents of a result; a file counts as one.
func size(v any) int {
	switch v := v.(type) {
	case []byte, doc:
		return 1
	case []doc:
		return len(v)
	case [][]doc:
		n := 0
		for _, list := range v {
			n += len(list)
		}
		return n
	case node.Output:
		n := 0
		for _, list := range v {
			n += len(list)
		}
		return n
	}
	return 0
}
