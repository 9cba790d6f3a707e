package js

import (
	"math/big"
	"reflect"

	"github.com/dop251/goja"
)

// operands reads the instruction that goja is executing and the values it
// works on. goja has no interface for it, and its messages do not tell null
// from undefined or name the value that is not iterable; V8's do. So the two
// are read by reflection from the runtime's private fields. Nothing is
// written. Where the fields are not as expected, which a test would show
// after an update of goja, everything is unknown and the messages say less.
type operands struct {
	vm                 reflect.Value
	stack, sp, prg, pc reflect.Value
	calls              reflect.Value
}

// plainValues makes primitives, which belong to no runtime.
var plainValues = goja.New()

var (
	objectPointer   = reflect.TypeOf((*goja.Object)(nil))
	symbolPointer   = reflect.TypeOf((*goja.Symbol)(nil))
	typeOfUndefined = reflect.TypeOf(goja.Undefined())
	typeOfNull      = reflect.TypeOf(goja.Null())
	bigInt          = reflect.TypeOf(big.Int{})
)

// newOperands prepares reading a runtime's operands.
func newOperands(rt *goja.Runtime) operands {
	vm := reflect.ValueOf(rt).Elem().FieldByName("vm")
	if vm.Kind() != reflect.Pointer {
		return operands{}
	}
	vm = vm.Elem()
	o := operands{vm: vm, stack: vm.FieldByName("stack"), sp: vm.FieldByName("sp"), prg: vm.FieldByName("prg"), pc: vm.FieldByName("pc"), calls: vm.FieldByName("callStack")}
	if o.stack.Kind() != reflect.Slice || o.sp.Kind() != reflect.Int || o.prg.Kind() != reflect.Pointer || o.pc.Kind() != reflect.Int || o.calls.Kind() != reflect.Slice {
		return operands{}
	}
	return o
}

// depth answers the number of calls that are going on.
func (o operands) depth() int {
	if !o.calls.IsValid() {
		return 0
	}
	return o.calls.Len()
}

// entries answers how many of the calls came from built-in functions and other
// code of goja: each of them began to run the program anew.
func (o operands) entries() int {
	if !o.calls.IsValid() || o.calls.Len() == 0 || o.calls.Index(0).Kind() != reflect.Struct {
		return 0
	}
	pc, ok := o.calls.Type().Elem().FieldByName("pc")
	if !ok || pc.Type.Kind() != reflect.Int {
		return 0
	}
	n := 0
	for i := range o.calls.Len() {
		if o.calls.Index(i).FieldByIndex(pc.Index).Int() < 0 {
			n++
		}
	}
	return n
}

// instruction answers the name of the instruction that is executed, such as
// "getProp"; "" in a function of the host and when it is unknown.
func (o operands) instruction() string {
	if !o.prg.IsValid() || o.prg.IsNil() {
		return ""
	}
	code := o.prg.Elem().FieldByName("code")
	pc := int(o.pc.Int())
	if code.Kind() != reflect.Slice || pc < 0 || pc >= code.Len() || code.Index(pc).IsNil() {
		return ""
	}
	t := code.Index(pc).Elem().Type()
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t.Name()
}

// immediate answers the number that is part of the instruction, such as the
// count of a call's arguments.
func (o operands) immediate() (int, bool) {
	if !o.prg.IsValid() || o.prg.IsNil() {
		return 0, false
	}
	ins := o.prg.Elem().FieldByName("code").Index(int(o.pc.Int())).Elem()
	switch ins.Kind() {
	case reflect.Uint32, reflect.Uint64, reflect.Uint:
		return int(ins.Uint()), true
	case reflect.Int, reflect.Int32, reflect.Int64:
		return int(ins.Int()), true
	}
	return 0, false
}

// top answers the operand below the top of the stack, 0 being the top, and nil
// when there is none.
func (o operands) top(below int) goja.Value {
	if !o.stack.IsValid() {
		return nil
	}
	return o.value(int(o.sp.Int()) - 1 - below)
}

// value answers what is at an index of the stack.
func (o operands) value(i int) goja.Value {
	if i < 0 || i >= o.stack.Len() || o.stack.Index(i).IsNil() {
		return nil
	}
	return decodeOperand(o.stack.Index(i).Elem())
}

// decodeOperand makes a value that was found by reflection usable.
func decodeOperand(v reflect.Value) goja.Value {
	switch v.Type() {
	case objectPointer:
		return (*goja.Object)(v.UnsafePointer())
	case symbolPointer:
		return (*goja.Symbol)(v.UnsafePointer())
	case typeOfUndefined:
		return goja.Undefined()
	case typeOfNull:
		return goja.Null()
	}
	switch v.Kind() {
	case reflect.Int64:
		return plainValues.ToValue(v.Int())
	case reflect.Float64:
		return plainValues.ToValue(v.Float())
	case reflect.Bool:
		return plainValues.ToValue(v.Bool())
	case reflect.String:
		return plainValues.ToValue(v.String())
	case reflect.Slice:
		if v.Type().Elem().Kind() != reflect.Uint16 {
			return nil
		}
		// The first unit is a mark of goja's, no part of the text.
		units := make([]uint16, 0, v.Len())
		for i := 1; i < v.Len(); i++ {
			units = append(units, uint16(v.Index(i).Uint()))
		}
		return goja.StringFromUTF16(units)
	case reflect.Pointer:
		if s := v.Elem().FieldByName("s"); v.Elem().Kind() == reflect.Struct && s.Kind() == reflect.String {
			return plainValues.ToValue(s.String())
		}
		if v.Type().Elem().ConvertibleTo(bigInt) {
			if i, ok := reflect.NewAt(bigInt, v.UnsafePointer()).Interface().(*big.Int); ok {
				return plainValues.ToValue(i)
			}
		}
	}
	return nil
}
