// Package executecommand is the Execute Command node: it runs a command of the
// machine's shell (core reference §8). Instances leave it out unless told
// otherwise.
package executecommand

import (
	"bytes"
	"errors"
	"os/exec"
	"strings"
	"time"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// Node declares the Execute Command node.
var Node = node.Define(node.Spec[params]{
	Name: "n8n-nodes-base.executeCommand", Title: "Execute Command", Groups: []string{"transform"},
	Summary: "Runs a shell command on the machine of the server.",
	Icon:    "terminal", Color: "#886644", Versions: node.Versions(1),
	Inputs: node.Main(1), Outputs: node.Main(1),
	Params: node.Params{
		node.Bool("executeOnce", "Execute Once", true),
		node.Text("command", "Command", "").Required().Edit("rows", 5),
	},
	Run: run,
})

type params struct {
	Once    node.Field[bool]   `param:"executeOnce"`
	Command node.Field[string] `param:"command"`
}

func run(c *node.Call[params]) (node.Output, error) {
	once, err := c.P.Once.At(c, 0)
	if err != nil {
		return nil, err
	}
	items := c.Items()
	if once {
		items = items[:min(1, len(items))]
	}
	out := make([]item.Item, 0, len(items))
	for i := range items {
		result, err := execute(c, i)
		if err != nil {
			if !c.ContinueOnFail() {
				return nil, node.WrapItem(err, i)
			}
			result = value.Object(value.Field{Key: "error", Value: value.String(err.Error())})
		}
		out = append(out, item.FromPair(result, i))
	}
	return node.One(out), nil
}

// maxOutput bounds what is kept of each of a command's outputs.
const maxOutput = 64 << 20

func execute(c *node.Call[params], i int) (value.Value, error) {
	command, err := c.P.Command.At(c, i)
	if err != nil {
		return value.Undefined, err
	}
	var stdout, stderr limited
	cmd := exec.CommandContext(c.Context(), "sh", "-c", command)
	cmd.Stdout, cmd.Stderr, cmd.WaitDelay = &stdout, &stderr, 5*time.Second
	err = cmd.Run()
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		return value.Undefined, node.Errorf("Command failed: %s\n%s", command, stderr.String())
	case err != nil:
		return value.Undefined, err
	}
	return value.Object(
		value.Field{Key: "exitCode", Value: value.Int(0)},
		value.Field{Key: "stderr", Value: value.String(strings.TrimSpace(stderr.String()))},
		value.Field{Key: "stdout", Value: value.String(strings.TrimSpace(stdout.String()))},
	), nil
}

var errOutput = errors.New("the command wrote more than 64 MiB and was stopped")

// limited is a buffer that refuses what is too much.
type limited struct{ bytes.Buffer }

// Write implements io.Writer.
func (l *limited) Write(p []byte) (int, error) {
	if l.Len()+len(p) > maxOutput {
		return 0, errOutput
	}
	return l.Buffer.Write(p)
}
