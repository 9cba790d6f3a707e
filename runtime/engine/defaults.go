package engine

import (
	"context"
	"io"
	"strconv"
	"sync/atomic"
	"time"

	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// DefaultZone is the time zone of an instance that names none, the original's.
const DefaultZone = "America/New_York"

// defaultZone loads DefaultZone; where the zone data is missing it is UTC.
func defaultZone() *time.Location {
	zone, err := time.LoadLocation(DefaultZone)
	if err != nil {
		return time.UTC
	}
	return zone
}

// CountFrom makes ids that count up, the first one behind a number.
func CountFrom(number int64) func() string {
	var last atomic.Int64
	last.Store(number)
	return func() string { return strconv.FormatInt(last.Add(1), 10) }
}

// noBinaries is the store of an engine without one.
type noBinaries struct{}

func (noBinaries) Create(context.Context, io.Reader, node.BinaryMeta) (*item.Binary, error) {
	return nil, errNoBinaries
}

func (noBinaries) FromValue(value.Value) (*item.Binary, error) { return nil, errNoBinaries }

// issuesOf lists what keeps a node from running with its parameters.
func issuesOf(t *node.Type, version float64, params value.Value) []string {
	var list []string
	for _, issue := range node.Issues(t, version, params) {
		list = append(list, issue.Path+": "+issue.Message)
	}
	return list
}
