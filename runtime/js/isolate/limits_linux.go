package isolate

import (
	"errors"
	"fmt"
	"runtime/debug"
	"syscall"
)

// restrict takes from this process what a script must not do, even if it got
// out of its runtime: open files, use the network, start processes, gain rights,
// leave a core. The error says which of it the system does not do; the rest
// holds all the same.
func restrict() error {
	var problems []error
	limit := func(name string, resource int, n uint64) {
		r := syscall.Rlimit{Cur: n, Max: n}
		if err := syscall.Setrlimit(resource, &r); err != nil {
			problems = append(problems, fmt.Errorf("no limit on %s: %w", name, err))
		}
	}
	limit("core files", syscall.RLIMIT_CORE, 0)
	limit("written files", syscall.RLIMIT_FSIZE, 0)
	limit("open files", syscall.RLIMIT_NOFILE, 16)
	if err := confine(); err != nil {
		problems = append(problems, fmt.Errorf("no filter of system calls: %w", err))
	}
	return errors.Join(problems...)
}

// reserve is the memory that a process takes beside what scripts use.
const reserve = 1 << 30

// limitMemory bounds the memory of this process: the collector works harder
// near the budget, and the system refuses what is far beyond.
func limitMemory(budget int64) {
	debug.SetMemoryLimit(budget + reserve/8)
	if raceDetector {
		// Its own memory would count.
		return
	}
	r := syscall.Rlimit{Cur: uint64(3*budget + reserve), Max: uint64(3*budget + reserve)}
	_ = syscall.Setrlimit(syscall.RLIMIT_DATA, &r)
}
