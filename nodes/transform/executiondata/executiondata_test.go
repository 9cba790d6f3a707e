package executiondata_test

import (
	"errors"
	"strings"
	"testing"

	_ "runnel/nodes/transform/executiondata"
	"runnel/runtime/node/nodetest"
	"runnel/runtime/value"
)

const executionData = "n8n-nodes-base.executionData"

// host evaluates what the node hands to the expressions' customData.
type host struct {
	*nodetest.Host
	saved []string
	err   error
}

func (h *host) EvalText(text string, _ int, extra ...value.Field) (value.Value, error) {
	if text != "={{ $execution.customData.setAll($values) }}" || len(extra) != 1 || extra[0].Key != "$values" {
		return value.Undefined, errors.New("the node evaluates " + text)
	}
	h.saved = append(h.saved, extra[0].Value.JSON())
	return value.Undefined, h.err
}

func TestSave(t *testing.T) {
	for _, c := range []struct {
		version float64
		want    string
	}{
		{1, `{"a":"x","b":null,"c":false} {"a":"x","b":5,"c":false}`},
		{1.1, `{"a":"x","b":"","c":""} {"a":"x","b":5,"c":""}`},
	} {
		h := &host{Host: nodetest.New(t, executionData, c.version,
			`{"dataToSave":{"values":[{"key":"a","value":"x"},{"key":"b","value":"={{ $json.b }}"},{"key":"c","value":"={{ false }}"}]}}`).
			Docs(`[{"b":null},{"b":5}]`)}
		out, err := h.Bind().Run(h)
		nodetest.WantFull(t, out, err, `[[{"json":{"b":null},"pairedItem":{"item":0}},{"json":{"b":5},"pairedItem":{"item":1}}]]`)
		if got := strings.Join(h.saved, " "); got != c.want {
			t.Errorf("version %v saves %s", c.version, got)
		}
	}
}

func TestFailures(t *testing.T) {
	h := &host{Host: nodetest.New(t, executionData, 1, `{"dataToSave":{"values":[{"key":"a b","value":"x"}]}}`).Docs(`[{},{}]`),
		err: errors.New("no such key")}
	in := h.Bind()
	_, err := in.Run(h)
	nodetest.WantError(t, err, "no such key")
	h.Continue = true
	out, err := in.Run(h)
	nodetest.Want(t, out, err, `[[{},{}]]`)
}
