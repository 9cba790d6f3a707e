// Package debughelper is the DebugHelper node: it fails, takes memory, lets
// nothing pass or makes up data, for trying workflows out (transform reference
// §25).
package debughelper

import (
	"errors"
	"runtime"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// Node declares the node.
var Node = node.Define(node.Spec[params]{
	Name: "n8n-nodes-base.debugHelper", Title: "DebugHelper", Groups: []string{"output"},
	Summary: "Fails, takes memory or makes up data, for trying workflows out.",
	Icon:    "bug", Versions: node.Versions(1),
	Inputs: node.Main(1), Outputs: node.Main(1), Params: declared, Run: run,
})

var declared = node.Params{
	node.Options("category", "Category", "throwError",
		node.Opt("Do Nothing", "doNothing"),
		node.Opt("Throw Error", "throwError"),
		node.Opt("Out Of Memory", "oom"),
		node.Opt("Generate Random Data", "randomData"),
	).NoExpression(),
	node.Options("throwErrorType", "Error Type", "NodeApiError",
		node.Opt("NodeApiError", "NodeApiError"),
		node.Opt("NodeOperationError", "NodeOperationError"),
		node.Opt("Error", "Error"),
	).NoExpression().Show(node.When("category", "throwError")),
	node.Text("throwErrorMessage", "Error Message", "Node has thrown an error").Show(node.When("category", "throwError")),
	node.Num("memorySizeValue", "Memory Size to Generate", 10).Show(node.When("category", "oom")).Hint("In MB, at most 1024"),
	node.Options("randomDataType", "Data Type", "user",
		node.Opt("Address", "address"),
		node.Opt("Coordinates", "latLong"),
		node.Opt("Credit Card", "creditCard"),
		node.Opt("Email", "email"),
		node.Opt("IPv4", "ipv4"),
		node.Opt("IPv6", "ipv6"),
		node.Opt("MAC", "macAddress"),
		node.Opt("NanoIds", "nanoid"),
		node.Opt("URL", "url"),
		node.Opt("User Data", "user"),
		node.Opt("UUID", "uuid"),
		node.Opt("Version", "semver"),
	).NoExpression().Show(node.When("category", "randomData")),
	node.Text("nanoidAlphabet", "NanoId Alphabet", "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ").
		Show(node.When("category", "randomData"), node.When("randomDataType", "nanoid")),
	node.Text("nanoidLength", "NanoId Length", "16").Show(node.When("category", "randomData"), node.When("randomDataType", "nanoid")),
	node.Text("randomDataSeed", "Seed", "").Show(node.When("category", "randomData")).Hint("The same seed gives the same data"),
	node.Num("randomDataCount", "Number of Items to Generate", 10).Show(node.When("category", "randomData")),
	node.Bool("randomDataSingleArray", "Output as Single Array", false).Show(node.When("category", "randomData")),
}

type params struct {
	Category  node.Field[string]  `param:"category"`
	ErrorType node.Field[string]  `param:"throwErrorType"`
	Message   node.Field[string]  `param:"throwErrorMessage"`
	Memory    node.Field[float64] `param:"memorySizeValue"`
	DataType  node.Field[string]  `param:"randomDataType"`
	Alphabet  node.Field[string]  `param:"nanoidAlphabet"`
	Length    node.Field[string]  `param:"nanoidLength"`
	Seed      node.Field[string]  `param:"randomDataSeed"`
	Count     node.Field[float64] `param:"randomDataCount"`
	Single    node.Field[bool]    `param:"randomDataSingleArray"`
}

func run(c *node.Call[params]) (node.Output, error) {
	out := []item.Item{}
	for i := range c.Input(0) {
		docs, err := one(c, i)
		if err != nil {
			if !c.ContinueOnFail() {
				return nil, err
			}
			docs = []value.Value{value.Object(value.Field{Key: "error", Value: value.String(err.Error())})}
		}
		for _, doc := range docs {
			out = append(out, item.FromPair(doc, i))
		}
	}
	return node.One(out), nil
}

// one gives the documents for item i.
func one(c *node.Call[params], i int) ([]value.Value, error) {
	category, err := c.P.Category.At(c, i)
	if err != nil {
		return nil, err
	}
	switch category {
	case "throwError":
		return nil, failure(c, i)
	case "oom":
		doc, err := takeMemory(c, i)
		return []value.Value{doc}, err
	case "randomData":
		return randomData(c, i)
	}
	return nil, nil
}

// failure gives the error that the node is set to have.
func failure(c *node.Call[params], i int) error {
	typ, err := c.P.ErrorType.At(c, i)
	if err != nil {
		return err
	}
	message, err := c.P.Message.Or(c, i, "")
	if err != nil {
		return err
	}
	switch typ {
	case "NodeApiError":
		response := value.Object(value.Field{Key: "message", Value: value.String(message)})
		return node.NewAPIError(response, node.APIOptions{Message: message}).At(i)
	case "NodeOperationError":
		return node.Errorf("%s", message).At(i)
	}
	return errors.New(message)
}

// mostMemory is how many MB the node takes at most: other executions share the
// process.
const mostMemory = 1024

// takeMemory fills memory for a moment and tells how much the process has.
func takeMemory(c *node.Call[params], i int) (value.Value, error) {
	size, err := c.P.Memory.At(c, i)
	if err != nil {
		return value.Undefined, err
	}
	if !(size >= 0 && size <= mostMemory) {
		return value.Undefined, node.Errorf("The memory to take is %s MB, it must be between 0 and %d MB", value.FormatNumber(size), mostMemory).At(i)
	}
	var garbage [][]byte
	for range int(size) {
		if err := c.Context().Err(); err != nil {
			return value.Undefined, err
		}
		block := make([]byte, 1<<20)
		for n := range block {
			block[n] = byte(n)
		}
		garbage = append(garbage, block)
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	runtime.KeepAlive(garbage)
	var b value.Builder
	for _, f := range []struct {
		key string
		n   uint64
	}{{"rss", m.Sys}, {"heapTotal", m.HeapSys}, {"heapUsed", m.HeapAlloc}, {"external", m.Sys - m.HeapSys}, {"arrayBuffers", 0}} {
		b.Set(f.key, value.Number(float64(f.n)))
	}
	return b.Object(), nil
}
