package feed

import (
	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// Read declares RSS Read.
var Read = node.Define(node.Spec[readParams]{
	Name: "n8n-nodes-base.rssFeedRead", Title: "RSS Read", Groups: []string{"input"},
	Summary: "Gives an item for each entry of an RSS or Atom feed.",
	Icon:    "rss", Color: "#b02020", Versions: node.Versions(1, 1.1, 1.2),
	Inputs: node.Main(1), Outputs: node.Main(1),
	Params: node.Params{
		node.Text("url", "URL", "").Required(),
		node.Collection("options", "Options",
			node.Text("customFields", "Custom Fields", "").Hint("Names of further elements of an entry to take over, separated by commas."),
			node.Bool("ignoreSSL", "Ignore SSL Issues (Insecure)", false),
		),
	},
	Run: runRead,
})

type readParams struct {
	URL         node.Field[string] `param:"url"`
	Custom      node.Field[string] `param:"options.customFields"`
	InsecureTLS node.Field[bool]   `param:"options.ignoreSSL"`
}

// runRead reads the feed of each item; version 1 that of the first only, as the
// product of all.
func runRead(c *node.Call[readParams]) (node.Output, error) {
	in := c.Input(0)
	all := make([]item.Pair, len(in))
	for i := range in {
		all[i].Item = i
	}
	if c.Info().Version == 1 {
		in = in[:min(len(in), 1)]
	}
	out := []item.Item{}
	for i := range in {
		lineage := item.FromPairs(item.Pair{Item: i})
		if c.Info().Version == 1 {
			lineage = item.FromPairs(all...)
		}
		entries, err := c.P.read(c, i)
		if err != nil {
			if err = node.WrapItem(err, i); !c.ContinueOnFail() {
				return nil, err
			}
			entries = []value.Value{value.Object(value.Field{Key: "error", Value: value.String(err.Error())})}
		}
		for _, e := range entries {
			out = append(out, item.Item{JSON: e, Paired: lineage})
		}
	}
	return node.One(out), nil
}

func (p *readParams) read(c *node.Call[readParams], i int) ([]value.Value, error) {
	address, err := p.URL.At(c, i)
	if err != nil {
		return nil, err
	}
	custom, err := p.Custom.Or(c, i, "")
	if err != nil {
		return nil, err
	}
	insecure, err := p.InsecureTLS.Or(c, i, false)
	if err != nil {
		return nil, err
	}
	accept := acceptRSS
	if c.Info().Version >= 1.2 {
		accept = acceptFeeds
	}
	return fetch(c, source{address: address, accept: accept, insecure: insecure, custom: customNames(custom)})
}
