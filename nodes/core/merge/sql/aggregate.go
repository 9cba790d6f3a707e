package sql

import (
	"math"
	"slices"
	"strings"

	"runnel/runtime/value"
)

// total is an aggregate over the rows of one group.
type total interface {
	add(v value.Value)
	value() value.Value
}

// aggregates make a total each for a group.
var aggregates = map[string]func() total{
	"COUNT":        func() total { return new(count) },
	"SUM":          func() total { return new(sum) },
	"TOTAL":        func() total { return new(sum) },
	"AVG":          func() total { return new(average) },
	"MIN":          func() total { return &extreme{best: math.Inf(1), better: func(a, b float64) bool { return a < b }} },
	"MAX":          func() total { return &extreme{best: math.Inf(-1), better: func(a, b float64) bool { return a > b }} },
	"FIRST":        func() total { return &picked{first: true} },
	"LAST":         func() total { return new(picked) },
	"ARRAY":        func() total { return new(collected) },
	"GROUP_CONCAT": func() total { return new(concatenated) },
	"MEDIAN":       func() total { return &statistic{of: median} },
	"VAR":          func() total { return &statistic{of: func(x []float64) float64 { return variance(x, 1) }} },
	"VARP":         func() total { return &statistic{of: func(x []float64) float64 { return variance(x, 0) }} },
	"STDEV":        func() total { return &statistic{of: func(x []float64) float64 { return math.Sqrt(variance(x, 1)) }} },
	"STDDEV":       func() total { return &statistic{of: func(x []float64) float64 { return math.Sqrt(variance(x, 0)) }} },
}

type count int

func (c *count) add(v value.Value) {
	if !v.IsNullish() {
		*c++
	}
}
func (c *count) value() value.Value { return value.Int(int(*c)) }

// sum adds numbers. What is no number makes it null until the next number.
type sum struct {
	v    value.Value
	some bool
}

func (s *sum) add(v value.Value) {
	switch {
	case !s.some:
		s.some, s.v = true, v
		if !v.IsNumber() && !v.Truthy() {
			s.v = value.Null
		}
	case v.IsNullish():
	case v.IsNumber() && s.v.IsNumber():
		s.v = value.Number(s.v.Num() + v.Num())
	case v.IsNumber():
		s.v = v
	default:
		s.v = value.Null
	}
}

func (s *sum) value() value.Value {
	if !s.some {
		return value.Int(0)
	}
	return s.v
}

// average adds as JavaScript's + does, texts one behind the other.
type average struct {
	v value.Value
	n int
}

func (a *average) add(v value.Value) {
	if v.IsNullish() {
		return
	}
	if a.n++; a.n == 1 {
		a.v = v
		return
	}
	a.v = added(a.v, v)
}

func (a *average) value() value.Value {
	if a.n == 0 {
		return value.Undefined
	}
	return numeric(a.v.ToNumber() / float64(a.n))
}

// extreme is the least or greatest of the numbers; null when there are rows
// but no number among them.
type extreme struct {
	best   float64
	better func(a, b float64) bool
	seen   bool
	found  bool
}

func (e *extreme) add(v value.Value) {
	e.seen = true
	if v.IsNumber() && !math.IsNaN(v.Num()) && (!e.found || e.better(v.Num(), e.best)) {
		e.found, e.best = true, v.Num()
	}
}

func (e *extreme) value() value.Value {
	switch {
	case e.found:
		return value.Number(e.best)
	case e.seen:
		return value.Null
	}
	return value.Undefined
}

type picked struct {
	v     value.Value
	some  bool
	first bool
}

func (p *picked) add(v value.Value) {
	if !p.some || !p.first {
		p.v, p.some = v, true
	}
}
func (p *picked) value() value.Value { return p.v }

type collected struct{ list []value.Value }

func (c *collected) add(v value.Value)  { c.list = append(c.list, v) }
func (c *collected) value() value.Value { return value.Array(c.list...) }

type concatenated struct{ list []string }

func (c *concatenated) add(v value.Value)  { c.list = append(c.list, v.ToString()) }
func (c *concatenated) value() value.Value { return value.String(strings.Join(c.list, ",")) }

type statistic struct {
	list []float64
	of   func([]float64) float64
}

func (s *statistic) add(v value.Value) {
	if v.IsNumber() {
		s.list = append(s.list, v.Num())
	}
}

func (s *statistic) value() value.Value {
	if len(s.list) == 0 {
		return value.Undefined
	}
	return numeric(s.of(s.list))
}

func median(list []float64) float64 {
	list = slices.Sorted(slices.Values(list))
	n := len(list)
	if n%2 == 1 {
		return list[n/2]
	}
	return (list[n/2-1] + list[n/2]) / 2
}

// variance divides by the count less some.
func variance(list []float64, less int) float64 {
	n := float64(len(list))
	mean, squares := 0.0, 0.0
	for _, x := range list {
		mean += x / n
	}
	for _, x := range list {
		squares += (x - mean) * (x - mean)
	}
	return squares / (n - float64(less))
}

// once passes on what it has not seen yet; values of one text are one.
type once struct {
	total
	seen map[string]bool
}

func (o *once) add(v value.Value) {
	if key := v.ToString(); !o.seen[key] {
		o.seen[key] = true
		o.total.add(v)
	}
}
