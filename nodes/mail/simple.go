package mail

import (
	"strconv"
	"strings"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// topLevel are the headers that stand beside the texts in the simple format.
var topLevel = map[string]bool{"cc": true, "date": true, "from": true, "subject": true, "to": true}

// simple makes an item of a mail: its texts and headers, and the attachments
// when prefix is not "".
func simple(h node.Host, raw []byte, uid uint32, prefix string) (item.Item, error) {
	list := parts(raw)
	textOf := func(mediaType string) value.Value {
		for i := range list {
			if list[i].mediaType == mediaType {
				return value.String(list[i].text())
			}
		}
		return value.String("")
	}
	var top, metadata value.Builder
	for _, line := range headers(raw) {
		name := strings.ToLower(line.name)
		to := &metadata
		if topLevel[name] {
			to = &top
		}
		// Of several headers of one name the first counts.
		if to.Get(name).IsUndefined() {
			to.Set(name, value.String(line.decoded()))
		}
	}
	fields := []value.Field{{Key: "textHtml", Value: textOf("text/html")}, {Key: "textPlain", Value: textOf("text/plain")},
		{Key: "metadata", Value: metadata.Object()}}
	if h.Info().Version >= 2 {
		fields = append(fields, value.Field{Key: "attributes", Value: attributes(uid)})
	}
	for key, v := range top.Object().Entries() {
		fields = append(fields, value.Field{Key: key, Value: v})
	}
	it := item.New(value.Object(fields...))
	if prefix == "" {
		return it, nil
	}
	n := 0
	for i := range list {
		if !list[i].attached() {
			continue
		}
		var err error
		if it.Binary, err = attach(h, it.Binary, prefix+strconv.Itoa(n), &list[i]); err != nil {
			return it, err
		}
		n++
	}
	return it, nil
}

func attributes(uid uint32) value.Value { return node.Obj("uid", float64(uid)) }

// rawText makes an item of a mail's body as it came.
func rawText(raw []byte) item.Item {
	_, body := split(raw)
	return item.New(node.Obj("raw", string(body)))
}
