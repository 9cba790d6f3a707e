package executeworkflow

import (
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"time"

	"runnel/runtime/item"
	"runnel/runtime/localfile"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

func run(c *node.Call[params]) (node.Output, error) {
	mode, err := c.P.Mode.At(c, 0)
	if err != nil {
		return nil, err
	}
	items, err := callItems(c)
	if err != nil {
		return nil, err
	}
	if mode == "each" {
		return runEach(c, items)
	}
	return runOnce(c, items)
}

// callItems makes the items that the child starts with: the input's fields,
// overridden by what the mapper names.
func callItems(c *node.Call[params]) ([]item.Item, error) {
	items := make([]item.Item, len(c.Items()))
	for i, it := range c.Items() {
		json, err := mapped(c, it.JSON, i)
		if err != nil {
			return nil, err
		}
		items[i] = item.Item{JSON: json, Binary: it.Binary, Paired: item.From(i), Extra: &item.Extra{Index: i, HasIndex: true}}
	}
	return items, nil
}

func mapped(c *node.Call[params], json value.Value, i int) (value.Value, error) {
	if !c.P.Inputs.Present() {
		return json, nil
	}
	m, err := c.P.Inputs.At(c, i)
	if err != nil {
		return json, err
	}
	var b value.Builder
	b.From(json)
	for key, v := range m.Value.Entries() {
		if v, err = m.convert(key, v, i); err != nil {
			return json, err
		}
		b.Set(key, v)
	}
	for _, f := range m.Schema {
		if f.Removed {
			b.Delete(f.DisplayName)
		}
	}
	return b.Object(), nil
}

// convert checks a mapped value against the type that the child declares.
func (m *inputMapping) convert(key string, v value.Value, i int) (value.Value, error) {
	for _, f := range m.Schema {
		if f.ID != key || f.Removed || f.Type == "" || f.Type == "any" || v.IsNullish() {
			continue
		}
		out, err := node.ConvertType(v, f.Type, node.Conversion{Name: key, Strict: !m.Convert, ParseStrings: m.Strings})
		if err != nil {
			return v, node.Errorf("Invalid input for '%s' [item %d]", key, i).Describe("%s", err.Error()).At(i)
		}
		return out, nil
	}
	return v, nil
}

// call says which workflow to run, as of item i.
func call(c *node.Call[params], i int) (node.SubworkflowCall, error) {
	call := node.SubworkflowCall{}
	source, err := c.P.Source.At(c, i)
	if err != nil {
		return call, err
	}
	wait, err := c.P.Wait.Or(c, i, true)
	if err != nil {
		return call, err
	}
	call.NoWait = !wait
	switch source {
	case "parameter":
		doc, err := c.P.JSON.At(c, i)
		if err != nil {
			return call, err
		}
		call.Document = []byte(doc.Str())
		if !doc.IsString() {
			call.Document = doc.AppendJSON(nil)
		}
		if _, err := value.Parse(call.Document); err != nil {
			return call, node.Wrap(err)
		}
	case "url":
		call.Document, err = fetch(c, i)
		return call, err
	case "localFile":
		call.Document, err = readFile(c, i)
		return call, err
	default:
		call.ID, err = c.P.ID.At(c, i)
		return call, err
	}
	return call, nil
}

// maxDocument bounds, in bytes, a workflow that is read from a file or an
// address.
const maxDocument = 64 << 20

func fetch(c *node.Call[params], i int) ([]byte, error) {
	url, err := c.P.URL.At(c, i)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(c.Context(), http.MethodGet, url, nil)
	if err != nil {
		return nil, node.WrapItem(err, i)
	}
	req.Header.Set("Accept", "application/json,text/*;q=0.99")
	client, err := c.HTTP(node.ClientOptions{})
	if err != nil {
		return nil, err
	}
	res, err := client.Do(req)
	if err != nil {
		return nil, node.WrapItem(err, i)
	}
	defer res.Body.Close()
	if res.StatusCode/100 != 2 {
		return nil, node.Errorf("The workflow could not be fetched from %s: the answer was %s", url, res.Status).At(i)
	}
	return readDocument(res.Body, i)
}

// readFile reads a workflow from a file below the folders that are open to
// nodes.
func readFile(c *node.Call[params], i int) ([]byte, error) {
	path, err := c.P.Path.At(c, i)
	if err != nil {
		return nil, err
	}
	place, err := localfile.Open(c, path)
	if err != nil {
		return nil, node.WrapItem(err, i)
	}
	defer place.Root.Close()
	file, err := place.Root.Open(place.Name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, node.Errorf("The file \"%s\" could not be found, [item %d]", path, i).At(i)
	}
	if err != nil {
		return nil, node.WrapItem(localfile.Explain(err, "open", path), i)
	}
	defer file.Close()
	return readDocument(file, i)
}

// readDocument reads a workflow, at most maxDocument bytes of it.
func readDocument(r io.Reader, i int) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxDocument+1))
	switch {
	case err != nil:
		return nil, node.WrapItem(err, i)
	case len(text) > maxDocument:
		return nil, node.Errorf("The workflow is larger than %d MiB", maxDocument>>20).At(i)
	case !json.Valid(text):
		return nil, node.Errorf("The file content is not valid JSON").At(i)
	}
	return text, nil
}

func runOnce(c *node.Call[params], items []item.Item) (node.Output, error) {
	sub, err := call(c, 0)
	if err != nil {
		return onceFailed(c, items, err)
	}
	sub.Items = items
	result, err := c.Subworkflow(sub)
	if err != nil {
		return onceFailed(c, items, err)
	}
	c.SetMetadata("subExecution", subExecution(result))
	c.SetMetadata("subExecutionsCount", value.Int(1))
	if sub.NoWait {
		return node.One(items), nil
	}
	if result.Waiting {
		return node.One(c.Input(0)), c.Wait(time.Time{})
	}
	return relinked(result, len(items)), nil
}

// relinked gives the child's output with its items linked to the items that
// went in.
func relinked(result node.SubworkflowResult, sent int) node.Output {
	if result.Output == nil {
		return nil
	}
	out := make(node.Output, len(result.Output))
	for o, list := range result.Output {
		out[o] = append([]item.Item{}, list...)
		for i := range out[o] {
			it := &out[o][i]
			if it.Paired.IsSet() {
				if at, ok := result.StartItem(o, i); ok {
					it.Paired = item.From(at)
				}
			} else if len(list) == sent {
				it.Paired = item.From(i)
			} else {
				it.Paired = allOf(sent)
			}
		}
	}
	return out
}

func allOf(n int) item.Lineage {
	pairs := make([]item.Pair, n)
	for i := range pairs {
		pairs[i].Item = i
	}
	return item.FromPairs(pairs...)
}

func onceFailed(c *node.Call[params], items []item.Item, err error) (node.Output, error) {
	if !c.ContinueOnFail() {
		return nil, err
	}
	return node.One([]item.Item{{JSON: failure(err), Paired: allOf(len(items))}}), nil
}

func failure(err error) value.Value {
	return value.Object(value.Field{Key: "error", Value: value.String(err.Error())})
}

func subExecution(r node.SubworkflowResult) value.Value {
	return value.Object(value.Field{Key: "executionId", Value: value.String(r.ExecutionID)},
		value.Field{Key: "workflowId", Value: value.String(r.WorkflowID)})
}

func runEach(c *node.Call[params], items []item.Item) (node.Output, error) {
	var out node.Output
	put := func(o int, list ...item.Item) {
		for len(out) <= o {
			out = append(out, []item.Item{})
		}
		out[o] = append(out[o], list...)
	}
	waiting := false
	for i := range items {
		if err := c.Context().Err(); err != nil {
			return nil, err
		}
		result, noWait, err := callEach(c, items[i], i)
		if err != nil {
			if !c.ContinueOnFail() {
				return nil, node.Errorf("Error executing workflow with item at index %d", i).Describe("%s", err.Error()).Because(err).At(i)
			}
			o := 0
			if c.Info().Version < 1.3 {
				o = i
			}
			put(o, item.FromPair(failure(err), i))
			continue
		}
		waiting = waiting || result.Waiting
		extra := &item.Extra{Metadata: value.Object(value.Field{Key: "subExecution", Value: subExecution(result)})}
		if noWait {
			it := items[i]
			it.Extra = extra
			put(0, it)
			continue
		}
		put(0)
		for o, list := range result.Output {
			for _, it := range list {
				it.Paired, it.Extra = item.From(i), extra
				put(o, it)
			}
		}
	}
	if waiting {
		return node.One(c.Input(0)), c.Wait(time.Time{})
	}
	return out, nil
}

func callEach(c *node.Call[params], it item.Item, i int) (result node.SubworkflowResult, noWait bool, err error) {
	sub, err := call(c, i)
	if err != nil {
		return result, false, err
	}
	sub.Items = []item.Item{it}
	result, err = c.Subworkflow(sub)
	return result, sub.NoWait, err
}
