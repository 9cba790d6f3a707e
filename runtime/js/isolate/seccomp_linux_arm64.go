package isolate

import "golang.org/x/sys/unix"

const auditArch = unix.AUDIT_ARCH_AARCH64

// forbiddenHere are the calls that only this processor has.
var forbiddenHere = []uint32{unix.SYS_RENAMEAT, unix.SYS_ACCEPT}
