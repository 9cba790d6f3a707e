package isolate

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"
)

// process is a worker as the server sees it.
type process struct {
	cmd    *exec.Cmd
	conn   *conn
	config config
	// frames are what the worker says; closed when it has ended.
	frames chan frame
	// ended is closed when the process is gone, for the reason in err.
	ended chan struct{}
	err   error
	// stderr is the beginning of what it wrote there.
	stderr head
	// unrestricted is what the system does not keep it from, "" for nothing.
	unrestricted string
	// since is when it became idle, uses how many sessions it served.
	since time.Time
	uses  uint64
}

// start starts a worker.
func start(command []string, c config) (*process, error) {
	cmd := exec.Command(command[0], command[1:]...)
	// Nothing of the server's environment, which holds secrets; only where
	// dates are local and where their zones are described.
	cmd.Env = []string{}
	for _, name := range []string{"TZ", "ZONEINFO", "SystemRoot"} {
		if v, ok := os.LookupEnv(name); ok {
			cmd.Env = append(cmd.Env, name+"="+v)
		}
	}
	cmd.Dir = string(os.PathSeparator)
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p := &process{cmd: cmd, conn: newConn(out, in), config: c, frames: make(chan frame), ended: make(chan struct{})}
	cmd.Stderr = &p.stderr
	cmd.WaitDelay = grace
	separate(cmd)
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("a process for scripts cannot be started: %w", err)
	}
	go p.listen()
	if err := p.conn.write(frameConfigure, c.encode()); err != nil {
		p.kill()
		<-p.ended
		return nil, fmt.Errorf("a process for scripts cannot be started: %w", p.err)
	}
	f, ok := <-p.frames
	if !ok || f.kind != frameReady {
		p.kill()
		<-p.ended
		return nil, fmt.Errorf("a process for scripts cannot be started: %w", p.err)
	}
	p.unrestricted = string(f.body)
	return p, nil
}

// listen takes what the worker says, until it ends.
func (p *process) listen() {
	for {
		f, err := p.conn.read()
		if err != nil {
			break
		}
		p.frames <- f
	}
	close(p.frames)
	_ = p.cmd.Process.Kill()
	if err := p.cmd.Wait(); err != nil {
		p.err = err
	} else {
		p.err = fmt.Errorf("it ended by itself")
	}
	if text := p.stderr.String(); text != "" {
		p.err = fmt.Errorf("%w: %s", p.err, text)
	}
	close(p.ended)
}

// kill ends the process; what it still says is dropped.
func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	go func() {
		for range p.frames {
		}
	}()
}

// alive tells whether the process can be used.
func (p *process) alive() bool {
	select {
	case <-p.ended:
		return false
	default:
		return true
	}
}

// wait waits a moment for a process that seems to be ending, and until the end
// when it says nothing more. It is false when the process goes on.
func (p *process) wait() bool {
	limit := time.After(grace)
	for {
		select {
		case <-p.ended:
			return true
		case _, ok := <-p.frames:
			if !ok {
				// It is being killed.
				<-p.ended
				return true
			}
		case <-limit:
			return false
		}
	}
}

// ranOut tells whether a process that has ended did so for want of memory.
func (p *process) ranOut() bool {
	text := p.stderr.String()
	return strings.Contains(text, "out of memory") || strings.Contains(text, "cannot allocate memory") || strings.Contains(p.err.Error(), "signal: killed")
}

// head keeps the first lines that are written to it: the reason of a crash
// stands there.
type head struct {
	mu sync.Mutex
	b  bytes.Buffer
}

// Write implements io.Writer.
func (t *head) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if room := 512 - t.b.Len(); room > 0 {
		t.b.Write(b[:min(room, len(b))])
	}
	return len(b), nil
}

func (t *head) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	line, _, _ := strings.Cut(t.b.String(), "\n")
	return strings.TrimSpace(line)
}
