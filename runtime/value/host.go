package value

import "unsafe"

// HostObject is what stands behind a host value: a DateTime, a function, an object of a script's own. Host values exist while an
// expression or a script is evaluated; they are never part of an item.
type HostObject interface {
	// HostText is JavaScript's String(x), HostNumber its Number(x).
	HostText() string
	HostNumber() float64
	// HostJSON is what JSON has in the object's place, undefined for nothing.
	HostJSON() Value
	// HostType is what typeof answers: "object" or "function".
	HostType() string
}

// Host answers a value that stands for an object of the host. Every call makes a new identity.
func Host(o HostObject) Value {
	return Value{kind: KindHost, p: unsafe.Pointer(&o)}
}

// Host answers the object behind a host value, and nil for everything else.
func (v Value) Host() HostObject {
	if v.kind != KindHost {
		return nil
	}
	return *(*HostObject)(v.p)
}

// IsHost tells whether v is a host value.
func (v Value) IsHost() bool { return v.kind == KindHost }
