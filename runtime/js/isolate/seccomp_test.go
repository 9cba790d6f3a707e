package isolate

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// escapes are what a script may try that got out of its runtime.
var escapes = []struct {
	name string
	try  func() error
}{
	{"reading a file", func() error { _, err := os.ReadFile("/etc/passwd"); return err }},
	{"reading the server's environment", func() error { _, err := os.ReadFile(fmt.Sprintf("/proc/%d/environ", os.Getppid())); return err }},
	{"writing a file", func() error { return os.WriteFile("/tmp/escaped", []byte("x"), 0o600) }},
	{"listing a folder", func() error { _, err := os.ReadDir("/"); return err }},
	{"connecting", func() error { _, err := net.Dial("tcp", "127.0.0.1:1"); return err }},
	{"listening", func() error { _, err := net.Listen("tcp", "127.0.0.1:0"); return err }},
	{"starting a program", func() error { return exec.Command("/bin/true").Run() }},
	{"signalling the server", func() error { return syscall.Kill(os.Getppid(), 0) }},
	{"forking", func() error {
		pid, err := syscall.ForkExec("/bin/true", []string{"true"}, nil)
		if err == nil {
			_, _ = syscall.Wait4(pid, nil, 0, nil)
		}
		return err
	}},
}

// escape restricts this process as a worker and tries all escapes on every
// thread that there is.
func escape() {
	var begun, done sync.WaitGroup
	restricted := make(chan struct{})
	const threads = 3
	begun.Add(threads)
	var mu sync.Mutex
	for range threads {
		done.Go(func() {
			runtime.LockOSThread()
			begun.Done()
			<-restricted
			for _, e := range escapes {
				err := e.try()
				mu.Lock()
				switch {
				case err == nil:
					fmt.Printf("%s: done\n", e.name)
				case !errors.Is(err, syscall.EACCES):
					fmt.Printf("%s: failed otherwise: %v\n", e.name, err)
				}
				mu.Unlock()
			}
		})
	}
	begun.Wait()
	if err := restrict(); err != nil {
		fmt.Println(err)
	}
	close(restricted)
	done.Wait()
	fmt.Println("tried")
}

// TestNoWayOut looks whether the system holds a worker back by itself.
func TestNoWayOut(t *testing.T) {
	if runtime.GOOS != "linux" || runtime.GOARCH != "amd64" && runtime.GOARCH != "arm64" {
		t.Skip("no filter of system calls is known here")
	}
	if _, err := os.Stat("/proc/sys/kernel/seccomp/actions_avail"); err != nil {
		t.Skip("this system has no filters of system calls")
	}
	out, err := exec.Command(os.Args[0], "escape").CombinedOutput()
	if got := strings.TrimSpace(string(out)); err != nil || got != "tried" {
		t.Errorf("%v: %s", err, got)
	}
}
