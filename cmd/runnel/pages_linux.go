package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// releaseCode gives back the pages of the program file that were used so far:
// tables of the runtime and of libraries, code that runs once. They
// are read only and come back from the file when they are needed again, so
// only the resident size changes. What cannot be done is left.
func releaseCode() {
	self, err := os.Readlink("/proc/self/exe")
	if err != nil {
		return
	}
	maps, err := os.Open("/proc/self/maps")
	if err != nil {
		return
	}
	defer maps.Close()
	for s := bufio.NewScanner(maps); s.Scan(); {
		line := s.Text()
		var from, to uintptr
		var access string
		if n, _ := fmt.Sscanf(line, "%x-%x %s", &from, &to, &access); n != 3 || !strings.HasSuffix(line, " "+self) || strings.Contains(access, "w") {
			continue
		}
		// The range is a mapping of the file, not memory of the Go heap.
		pages := unsafe.Slice((*byte)(*(*unsafe.Pointer)(unsafe.Pointer(&from))), to-from)
		_ = unix.Madvise(pages, unix.MADV_DONTNEED)
	}
}

// used gives what the process has used, nothing when the system does not tell.
func used() consumption {
	var u unix.Rusage
	if unix.Getrusage(unix.RUSAGE_SELF, &u) != nil {
		return consumption{}
	}
	return consumption{cpu: time.Duration(u.Utime.Nano() + u.Stime.Nano()), faults: u.Minflt + u.Majflt}
}
