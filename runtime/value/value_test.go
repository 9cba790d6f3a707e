package value

import (
	"testing"
	"unsafe"
)

func TestValueSize(t *testing.T) {
	if size := unsafe.Sizeof(Value{}); size != 24 {
		t.Errorf("a Value takes %d bytes, want 24", size)
	}
}

func TestParseSmoke(t *testing.T) {
	for in, want := range map[string]string{
		`{"b":1,"a":[true,false,null,-0,1e21,1.5e-7],"10":1,"9":2,"b":"\ud83d\ude00\ud83d"}`: `{"9":2,"10":1,"b":"😀\ud83d","a":[true,false,null,0,1e+21,1.5e-7]}`,
		` [ { } , [ ] , "" ] `: `[{},[],""]`,
	} {
		v, err := Parse([]byte(in))
		if err != nil || v.JSON() != want {
			t.Errorf("Parse(%s) = %s, %v, want %s", in, v.JSON(), err, want)
		}
		v, err = Lazy([]byte(in))
		if err != nil || v.JSON() != want {
			t.Errorf("Lazy(%s) = %s, %v, want %s", in, v.JSON(), err, want)
		}
	}
	v := EmptyObject.SetAtPath("a.b[1].c", Int(3)).SetAtPath("7", True)
	if v.JSON() != `{"7":true,"a":{"b":[null,{"c":3}]}}` || v.AtPath("a.b[1].c").Num() != 3 || EmptyObject.Len() != 0 {
		t.Errorf("got %s", v)
	}
}
