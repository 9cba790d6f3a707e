package isolate

import (
	"os/exec"
	"syscall"
)

// separate keeps the signals of the server's terminal from a process. It ends
// when its standard input does.
func separate(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
}
