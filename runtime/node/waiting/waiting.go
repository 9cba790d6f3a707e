// Package waiting reads the parameters by which nodes say until when an
// execution waits (flow reference §8).
package waiting

import (
	"math"
	"time"

	"runnel/runtime/node"
	"runnel/runtime/value"
	"runnel/runtime/value/datetext"
)

// Limit are the parameters that say when a wait ends by itself.
type Limit struct {
	Type   node.Field[string]      `param:"limitType"`
	Amount node.Field[value.Value] `param:"resumeAmount"`
	Unit   node.Field[string]      `param:"resumeUnit"`
	Moment node.Field[value.Value] `param:"maxDateAndTime"`
}

// Until gives the moment; the zero time is never.
func (l *Limit) Until(h node.Host) (time.Time, error) {
	kind, err := l.Type.At(h, 0)
	if err != nil {
		return time.Time{}, err
	}
	if kind == "afterTimeInterval" {
		return After(h, &l.Amount, &l.Unit)
	}
	v, err := l.Moment.At(h, 0)
	if err != nil {
		return time.Time{}, err
	}
	ms, ok := datetext.JavaScript(v.ToString(), time.Local)
	if !ok {
		return time.Time{}, node.Errorf("Cannot put execution to wait because `maxDateAndTime` parameter is not a valid date. Please pick a specific date and time to wait until.")
	}
	return time.UnixMilli(ms), nil
}

// Optional is a Limit that can be switched off.
type Optional struct {
	Limit
	Limited node.Field[bool] `param:"limitWaitTime"`
}

// Until gives the moment; the zero time is never.
func (o *Optional) Until(h node.Host) (time.Time, error) {
	limited, err := o.Limited.Or(h, 0, false)
	if err != nil || !limited {
		return time.Time{}, err
	}
	return o.Limit.Until(h)
}

// After is the moment that lies an amount of a unit ahead; the zero time when
// that is farther than times reach.
func After(h node.Host, amount *node.Field[value.Value], unit *node.Field[string]) (time.Time, error) {
	name, err := unit.At(h, 0)
	if err != nil {
		return time.Time{}, err
	}
	units := map[string]time.Duration{"seconds": time.Second, "minutes": time.Minute, "hours": time.Hour, "days": 24 * time.Hour}
	size, ok := units[name]
	if !ok {
		return time.Time{}, node.Errorf("Invalid wait unit. Valid units are 'seconds', 'minutes', 'hours', or 'days'.")
	}
	v, err := amount.At(h, 0)
	if err != nil {
		return time.Time{}, err
	}
	if n := v.Num(); !v.IsNumber() || math.IsNaN(n) || n < 0 {
		return time.Time{}, node.Errorf("Invalid wait amount. Please enter a number that is 0 or greater.")
	}
	span := v.Num() * float64(size)
	if span > float64(math.MaxInt64) {
		return time.Time{}, nil
	}
	return time.Now().Add(time.Duration(span)), nil
}
