package node

import (
	"runnel/runtime/item"
	"runnel/runtime/value"
)

// ReadItem reads an item from its JSON form, as scripts return it and records
// hold it. files makes its files; without it, and where one cannot be made,
// they are left out.
func ReadItem(v value.Value, files BinaryStore) item.Item {
	it := item.Item{JSON: v.Get("json"), Paired: item.ReadLineage(v.Get("pairedItem"))}
	if it.JSON.IsUndefined() {
		it.JSON = value.EmptyObject
	}
	var x item.Extra
	plain := true
	for key, field := range v.Entries() {
		switch key {
		case "json", "pairedItem":
			continue
		case "binary":
			it.Binary = readBinaries(field, files)
			continue
		case "index":
			x.Index, x.HasIndex = int(field.Num()), true
		case "error":
			if !field.Truthy() {
				continue
			}
			x.Err = &ReportedError{field}
		case "metadata":
			x.Metadata = field
		default:
			x.Others = append(x.Others, value.Field{Key: key, Value: field})
		}
		plain = false
	}
	if !plain {
		it.Extra = &x
	}
	return it
}

func readBinaries(v value.Value, files BinaryStore) *item.Binaries {
	if files == nil {
		return nil
	}
	var named []item.NamedBinary
	for name, f := range v.Entries() {
		if file, err := files.FromValue(f); err == nil {
			named = append(named, item.NamedBinary{Name: name, File: file})
		}
	}
	return item.NewBinaries(named...)
}

// ReportedError is an error that came as data: from a script, or out of a
// record.
type ReportedError struct{ Doc value.Value }

// Error gives the message.
func (e *ReportedError) Error() string { return e.Doc.Get("message").ToString() }

// ErrorValue gives the error as it was reported.
func (e *ReportedError) ErrorValue() value.Value { return e.Doc }
