package feed

import (
	"time"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
	"runnel/runtime/value/datetext"
)

// Trigger declares RSS Feed Trigger.
var Trigger = node.Define(node.Spec[pollParams]{
	Name: "n8n-nodes-base.rssFeedReadTrigger", Title: "RSS Feed Trigger", Groups: []string{"trigger"},
	Summary: "Starts the workflow with the entries that are new in an RSS or Atom feed.",
	Icon:    "rss", Color: "#b02020", Versions: node.Versions(1),
	Inputs: node.Main(0), Outputs: node.Main(1),
	Params: node.Params{
		node.TriggerTimes("pollTimes", "Poll Times").Defaults(node.Obj("item", node.Arr(node.Obj("mode", "everyMinute")))),
		node.Text("feedUrl", "Feed URL", "https://blog.n8n.io/rss/").Required(),
	},
	Poll: poll, Manual: newest,
})

type pollParams struct {
	URL node.Field[string] `param:"feedUrl"`
}

func (p *pollParams) fetch(h node.Host) ([]value.Value, error) {
	address, err := p.URL.At(h, 0)
	if err != nil {
		return nil, err
	}
	return fetch(h, source{address: address, accept: acceptRSS})
}

// lastDate is the key under which the newest entry's date is remembered.
const lastDate = "lastItemDate"

// poll gives the entries that are newer than the newest of the last poll; at
// the first poll, than the moment. Entries without a date are never new.
func poll(c *node.Call[pollParams]) (node.Output, error) {
	data, err := c.StaticData("node")
	if err != nil {
		return nil, err
	}
	since := time.Now().Truncate(time.Second).UnixMilli()
	if ms, ok := datetext.JavaScript(data.Get(lastDate).Str(), time.UTC); ok {
		since = ms
	}
	found, err := c.P.fetch(c)
	if err != nil {
		return nil, node.Wrap(err)
	}
	var fresh []item.Item
	newest, dated := int64(0), false
	for _, e := range found {
		ms, ok := datetext.JavaScript(e.Get("isoDate").Str(), time.UTC)
		if !ok {
			continue
		}
		if ms > since {
			fresh = append(fresh, item.New(e))
		}
		if !dated || ms > newest {
			newest, dated = ms, true
		}
	}
	if dated {
		data.Set(lastDate, value.String(value.ISODate(float64(newest))))
	}
	if fresh == nil {
		return nil, nil
	}
	return node.One(fresh), nil
}

// newest is what a run by hand gives: the feed's first entry.
func newest(c *node.Call[pollParams], _ time.Time) (node.Output, error) {
	found, err := c.P.fetch(c)
	if err != nil {
		return nil, node.Wrap(err)
	}
	return node.One(item.List(found[:min(len(found), 1)]...)), nil
}
