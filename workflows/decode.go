package workflows

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"unicode/utf16"

	"runnel/runtime/value"
)

// decode reads JSON text in UTF-8, with or without a byte-order mark, or in
// UTF-16 with one, as some editors save it.
func decode(file string, data []byte, maxDepth int) (value.Value, error) {
	data = toUTF8(data)
	if len(bytes.TrimSpace(data)) == 0 {
		return value.Undefined, &Error{File: file, Message: "the file is empty"}
	}
	if maxDepth > 0 {
		if at, deep := deeperThan(data, maxDepth); deep {
			return value.Undefined, &Error{File: file, Message: fmt.Sprintf(
				"%s: objects and lists nest deeper than the limit of %d", position(data, at), maxDepth)}
		}
	}
	v, err := value.Parse(data)
	if err != nil {
		return value.Undefined, syntaxError(file, data, err)
	}
	return v, nil
}

func toUTF8(data []byte) []byte {
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(data, []byte{0xEF, 0xBB, 0xBF}):
		return data[3:]
	case bytes.HasPrefix(data, []byte{0xFF, 0xFE}):
		order = binary.LittleEndian
	case bytes.HasPrefix(data, []byte{0xFE, 0xFF}):
		order = binary.BigEndian
	default:
		return data
	}
	data = data[2:]
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = order.Uint16(data[2*i:])
	}
	return []byte(string(utf16.Decode(units)))
}

// deeperThan finds the first place where brackets outside of strings nest
// deeper than limit.
func deeperThan(data []byte, limit int) (at int, deep bool) {
	depth, inText := 0, false
	for i := 0; i < len(data); i++ {
		switch c := data[i]; {
		case inText:
			switch c {
			case '\\':
				i++
			case '"':
				inText = false
			}
		case c == '"':
			inText = true
		case c == '{' || c == '[':
			if depth++; depth > limit {
				return i, true
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return 0, false
}

// syntaxError says where the text stops being JSON.
func syntaxError(file string, data []byte, err error) error {
	e := &Error{File: file, Message: err.Error(), Err: err}
	var syntax *value.SyntaxError
	if errors.As(err, &syntax) {
		e.Message = position(data, syntax.Offset) + ": not valid JSON: " + syntax.Message()
	}
	return e
}

// position names a place in a text by line and column, in bytes from 1 on.
func position(data []byte, at int) string {
	before := data[:min(max(at, 0), len(data))]
	line := bytes.Count(before, []byte{'\n'}) + 1
	column := len(before) - bytes.LastIndexByte(before, '\n')
	return fmt.Sprintf("line %d, column %d", line, column)
}
