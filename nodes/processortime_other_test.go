//go:build !unix

package nodes_test

import "time"

var began = time.Now()

// processorTime is the time on the clock: the processor's is not known here.
func processorTime() time.Duration { return time.Since(began) }
