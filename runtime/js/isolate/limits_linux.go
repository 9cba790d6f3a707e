package isolate

import (
	"runtime/debug"
	"syscall"
)

// restrict takes from this process what a script must not do, even if it got
// out of its runtime: open files, use the network, start processes, gain rights,
// leave a core.
func restrict() {
	limit := func(resource int, n uint64) {
		r := syscall.Rlimit{Cur: n, Max: n}
		_ = syscall.Setrlimit(resource, &r)
	}
	limit(syscall.RLIMIT_CORE, 0)
	limit(syscall.RLIMIT_FSIZE, 0)
	limit(syscall.RLIMIT_NOFILE, 16)
	// A system without filters is no reason not to run scripts.
	_ = confine()
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
