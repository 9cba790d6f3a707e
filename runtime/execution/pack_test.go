package execution

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"runnel/runtime/value"
)

func TestPackedTextsComeBack(t *testing.T) {
	for _, text := range []string{"", "{}", strings.Repeat("a", tooShort-1), strings.Repeat("a", tooShort), strings.Repeat(`{"json":{"name":"Ada"}},`, 10_000)} {
		packed := Pack([]byte("before"), []byte(text))
		back, err := Unpack(packed[len("before"):])
		if err != nil || string(back) != text {
			t.Errorf("a text of %d bytes came back with %d (%v)", len(text), len(back), err)
		}
		if len(text) > 10_000 && len(packed) > len(text)/20 {
			t.Errorf("%d bytes were packed into %d", len(text), len(packed))
		}
	}
}

func TestDamageIsNoticed(t *testing.T) {
	packed := Pack(nil, bytes.Repeat([]byte(`{"json":{"name":"Ada"}},`), 100))
	for i := range packed {
		changed := bytes.Clone(packed)
		changed[i] ^= 0x41
		if back, err := Unpack(changed); err == nil && i > 0 {
			// The header has a few bits that mean nothing.
			if want, _ := Unpack(packed); !bytes.Equal(back, want) {
				t.Errorf("a change of byte %d went unnoticed", i)
			}
		} else if err != nil && !errors.Is(err, ErrDamaged) {
			t.Errorf("byte %d: %v", i, err)
		}
	}
	if _, err := Unpack(nil); !errors.Is(err, ErrDamaged) {
		t.Errorf("nothing: %v", err)
	}
}

// A few bytes that announce gigabytes must not take them.
func TestABombIsRefused(t *testing.T) {
	e, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	frame := e.EncodeAll(make([]byte, 64<<20), nil)
	announced := append([]byte{packZstd}, frame[:16]...)
	if _, err := Unpack(announced); !errors.Is(err, ErrDamaged) {
		t.Errorf("it said %v", err)
	}
}

// FuzzUnpack reads stored run data as the store does: unpack, parse, read, and
// write again.
func FuzzUnpack(f *testing.F) {
	run := `{"startData":{"destinationNode":{"nodeName":"B","mode":"exclusive"},"runNodeFilter":["A"]},"resultData":{"runData":{"A":[{"startTime":1,"executionIndex":0,
		"source":[null],"executionTime":3,"executionStatus":"success","hints":[{"message":"h"}],"data":{"main":[[{"json":{"a":1},"pairedItem":{"item":0},
		"binary":{"f":{"mimeType":"text/plain","data":"aGk="}}}],null]}}]},"lastNodeExecuted":"A","error":{"message":"m"}},"executionData":{"contextData":{"node:A":{}},
		"nodeExecutionStack":[{"node":{"name":"B"},"data":{"main":[[{"json":{}}]]},"source":{"main":[{"previousNode":"A"}]}}],
		"waitingExecution":{"C":{"0":{"main":[null,[{"json":{}}]]}}},"waitingExecutionSource":{"C":{"0":{"main":[null,{"previousNode":"A"}]}}},
		"runtimeData":{"establishedAt":1,"source":"webhook","triggerNode":{"name":"A","type":"t"}}},"parentExecution":{"executionId":"1","workflowId":"w","shouldResume":true}}`
	f.Add([]byte(run), true)
	f.Add(Pack(nil, []byte(run)), false)
	f.Add([]byte("z\x28\xb5\x2f\xfd"), false)
	f.Add([]byte("p{}"), false)
	f.Fuzz(func(t *testing.T, data []byte, pack bool) {
		if pack {
			data = Pack(nil, data)
		}
		text, err := Unpack(data)
		if err != nil {
			return
		}
		doc, err := value.Parse(text)
		if err != nil {
			return
		}
		d, err := ReadData(doc, nil)
		if err != nil {
			return
		}
		once := d.AppendJSON(nil)
		again, err := value.Parse(once)
		if err != nil {
			t.Fatalf("what was written is no JSON: %v\n%s", err, once)
		}
		back, err := ReadData(again, nil)
		if err != nil {
			t.Fatalf("what was written cannot be read: %v\n%s", err, once)
		}
		if twice := back.AppendJSON(nil); !bytes.Equal(once, twice) {
			t.Fatalf("written again it differs:\n%s\n%s", once, twice)
		}
	})
}
