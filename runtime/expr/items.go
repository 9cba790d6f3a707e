package expr

import (
	"runnel/runtime/item"
	"runnel/runtime/value"
)

// ItemValue answers an item as a script or an expression sees it: an object
// with json, then binary and pairedItem where they are set, then the rarer keys.
func ItemValue(it item.Item) value.Value {
	var b value.Builder
	b.Set("json", it.JSON)
	if it.Binary.Len() > 0 {
		b.Set("binary", binaryValue(it.Binary, true))
	}
	if it.Paired.IsSet() {
		b.Set("pairedItem", LineageValue(it.Paired))
	}
	if x := it.Extra; x != nil {
		if x.HasIndex {
			b.Set("index", value.Int(x.Index))
		}
		if x.Err != nil {
			b.Set("error", value.Object(value.Field{Key: "message", Value: value.String(x.Err.Error())}))
		}
		if !x.Metadata.IsUndefined() {
			b.Set("metadata", x.Metadata)
		}
		for _, f := range x.Others {
			b.Set(f.Key, f.Value)
		}
	}
	return b.Object()
}

// LineageValue answers a pairedItem in the form it was written in, undefined
// when it is not set.
func LineageValue(l item.Lineage) value.Value {
	switch l.Form() {
	case item.Number:
		p, _ := l.First()
		return value.Int(p.Item)
	case item.One:
		p, _ := l.First()
		return pairValue(p)
	case item.Many:
		pairs := l.Pairs()
		elems := make([]value.Value, len(pairs))
		for i, p := range pairs {
			elems[i] = pairValue(p)
		}
		return value.Array(elems...)
	}
	return value.Undefined
}

func pairValue(p item.Pair) value.Value {
	var b value.Builder
	b.Set("item", value.Int(p.Item))
	if p.HasInput {
		b.Set("input", value.Int(p.Input))
	}
	if p.Overwrite != nil {
		b.Set("sourceOverwrite", value.Object(
			value.Field{Key: "previousNode", Value: value.String(p.Overwrite.Node)},
			value.Field{Key: "previousNodeOutput", Value: value.Int(p.Overwrite.Output)},
			value.Field{Key: "previousNodeRun", Value: value.Int(p.Overwrite.Run)},
		))
	}
	return b.Object()
}

// LineageOf reads a pairedItem that a script wrote: a number, a pair or a list
// of pairs. Everything else is no lineage.
func LineageOf(v value.Value) item.Lineage {
	switch {
	case v.IsNumber():
		return item.FromNumber(int(v.Num()))
	case v.IsObject():
		return item.FromPair1(pairOf(v))
	case v.IsArray():
		pairs := make([]item.Pair, 0, v.Len())
		for _, e := range v.Elems() {
			if e.IsNumber() {
				pairs = append(pairs, item.Pair{Item: int(e.Num())})
			} else if e.IsObject() {
				pairs = append(pairs, pairOf(e))
			}
		}
		return item.FromPairs(pairs...)
	}
	return item.Lineage{}
}

func pairOf(v value.Value) item.Pair {
	p := item.Pair{Item: int(v.Get("item").Num())}
	if in := v.Get("input"); in.IsNumber() {
		p.Input, p.HasInput = int(in.Num()), true
	}
	if o := v.Get("sourceOverwrite"); o.IsObject() {
		p.Overwrite = &item.Source{
			Node:   o.Get("previousNode").Str(),
			Output: int(o.Get("previousNodeOutput").Num()),
			Run:    int(o.Get("previousNodeRun").Num()),
		}
	}
	return p
}

// binaryValue answers an item's files as expressions see them. $binary leaves
// out the data field.
func binaryValue(files *item.Binaries, withData bool) value.Value {
	var b value.Builder
	for _, f := range files.All() {
		b.Set(f.Name, FileValue(f.File, withData))
	}
	return b.Object()
}

// FileValue answers one file as a script sees it. The data field is what the
// original keeps there: the content's id (mode) for stored files, and base64
// text for those in memory is left to the caller, because it costs memory.
func FileValue(f *item.Binary, withData bool) value.Value {
	var b value.Builder
	text := func(key, s string) {
		if s != "" {
			b.Set(key, value.String(s))
		}
	}
	b.Set("mimeType", value.String(f.MimeType))
	text("fileType", f.FileType)
	text("fileExtension", f.FileExtension)
	if withData && f.Content != nil {
		b.Set("data", value.String(f.Content.ID()))
	}
	text("directory", f.Directory)
	text("fileName", f.FileName)
	if f.Content != nil {
		text("id", f.Content.ID())
	}
	text("fileSize", f.FileSize)
	return b.Object()
}
