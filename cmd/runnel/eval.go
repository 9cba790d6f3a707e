package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"

	"github.com/spf13/cobra"

	"runnel/runtime/credential"
	"runnel/runtime/engine"
	"runnel/runtime/execution"
	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
	"runnel/workflows"
)

// newEvalCommand makes the command that evaluates expressions.
func newEvalCommand() *cobra.Command {
	var s settings
	var batch bool
	var data, file string
	c := &cobra.Command{
		Use:   "eval [EXPRESSION]",
		Short: "Evaluate an expression against given data",
		Long: `Evaluate an expression as it stands in a parameter, e.g. '={{ $json.name.toUpperCase() }}',
against an item given by --json or --file. A leading "=" may be left out.

With --batch it reads JSON lines {"expression", "json", "nodes"} from standard input and
prints for each {"value": …}, {"undefined": true} or {"error": MESSAGE}. "nodes" holds
the documents of earlier nodes by name; they stand in a chain before the current node.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if err := s.prepare(c); err != nil {
				return err
			}
			b, err := newBench(&s)
			if err != nil {
				return failed(err)
			}
			if batch {
				return b.lines(c.Context(), c.InOrStdin(), c.OutOrStdout())
			}
			if len(args) == 0 {
				return errors.New("eval needs an expression, or --batch")
			}
			return b.one(c.Context(), c.OutOrStdout(), args[0], data, file)
		},
	}
	s.commonFlags(c.Flags())
	c.Flags().BoolVar(&batch, "batch", false, "read JSON lines from standard input")
	c.Flags().StringVar(&data, "json", "{}", "the current item's JSON")
	c.Flags().StringVar(&file, "file", "", "a `file` with the current item's JSON")
	return c
}

// bench evaluates expressions in small workflows: a chain of nodes, each of
// which has run once with one item.
type bench struct {
	engine *engine.Engine
	// plans are kept by the names of the nodes.
	plans map[string]*engine.Plan
}

func newBench(s *settings) (*bench, error) {
	e, err := newEngine(s, slog.New(slog.DiscardHandler), credential.NewSet(), &library{})
	if err != nil {
		return nil, err
	}
	return &bench{engine: e, plans: map[string]*engine.Plan{}}, nil
}

func (b *bench) one(ctx context.Context, out io.Writer, expression, data, file string) error {
	if file != "" {
		text, err := os.ReadFile(file)
		if err != nil {
			return fmt.Errorf("the item cannot be read: %w", err)
		}
		data = string(text)
	}
	doc, err := value.ParseString(data)
	if err != nil {
		return fmt.Errorf("the item is no JSON: %w", err)
	}
	if expression == "" || expression[0] != '=' {
		expression = "=" + expression
	}
	v, err := b.evaluate(ctx, expression, doc, value.EmptyObject)
	if err != nil {
		return failed(explained(err))
	}
	if v.IsUndefined() {
		fmt.Fprintln(out, "undefined")
		return nil
	}
	fmt.Fprintln(out, v.Indent("", "  "))
	return nil
}

func (b *bench) lines(ctx context.Context, in io.Reader, out io.Writer) error {
	r := bufio.NewReader(in)
	w := bufio.NewWriter(out)
	defer w.Flush()
	for {
		line, err := r.ReadBytes('\n')
		if len(line) > 1 {
			fmt.Fprintln(w, b.answer(ctx, line).JSON())
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return failed(fmt.Errorf("standard input cannot be read: %w", err))
		}
	}
}

// answer evaluates one line of a batch.
func (b *bench) answer(ctx context.Context, line []byte) value.Value {
	var v value.Value
	q, err := value.Parse(line)
	if err == nil {
		v, err = b.evaluate(ctx, q.Get("expression").Str(), q.Get("json"), q.Get("nodes"))
	}
	switch {
	case err != nil:
		return value.Object(value.Field{Key: "error", Value: value.String(err.Error())})
	case v.IsUndefined():
		return value.Object(value.Field{Key: "undefined", Value: value.True})
	}
	return value.Object(value.Field{Key: "value", Value: v})
}

// evaluate gives the value of an expression at the node Current, which stands
// behind Input and the nodes given.
func (b *bench) evaluate(ctx context.Context, expression string, doc, nodes value.Value) (value.Value, error) {
	names := append(append([]string{}, nodes.Keys()...), "Input", "Current")
	plan, err := b.plan(names)
	if err != nil {
		return value.Undefined, err
	}
	// It has no id: this is no execution that could be resumed.
	ex := &execution.Execution{Mode: node.ModeManual}
	for i, name := range names[:len(names)-1] {
		v := doc
		if name != "Input" {
			v = nodes.Get(name)
		}
		run := &execution.Run{Index: i, Status: execution.StatusSuccess, Output: node.One([]item.Item{item.FromPair(v, 0)})}
		if i > 0 {
			run.Sources = []*item.Source{{Node: names[i-1]}}
		}
		ex.Data.Nodes = append(ex.Data.Nodes, execution.NodeRuns{Name: name, Runs: []*execution.Run{run}})
	}
	return b.engine.Evaluate(ctx, engine.Evaluation{Plan: plan, Execution: ex, Node: "Current", Text: expression})
}

func (b *bench) plan(names []string) (*engine.Plan, error) {
	key := fmt.Sprintf("%q", names)
	if p := b.plans[key]; p != nil {
		return p, nil
	}
	nodes := make([]any, len(names))
	connections := map[string]any{}
	for i, name := range names {
		nodes[i] = map[string]any{"name": name, "id": fmt.Sprint(i), "type": "n8n-nodes-base.noOp", "typeVersion": 1, "position": []any{200 * i, 0}, "parameters": map[string]any{}}
		if i > 0 {
			connections[names[i-1]] = map[string]any{"main": []any{[]any{map[string]any{"node": name, "type": "main", "index": 0}}}}
		}
	}
	doc, err := value.FromGo(map[string]any{
		"id": "wf1", "name": "Battery", "active": false, "nodes": nodes, "connections": connections,
		"settings": map[string]any{"timezone": engine.DefaultZone, "executionOrder": workflows.OrderV1},
	})
	if err != nil {
		return nil, err
	}
	w, err := workflows.FromValue("", doc)
	if err != nil {
		return nil, err
	}
	p, err := b.engine.Compile(w)
	if err != nil {
		return nil, err
	}
	b.plans[key] = p
	return p, nil
}
