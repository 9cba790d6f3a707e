//go:build linux && !amd64 && !arm64

package isolate

// auditArch is 0 where no filter is known.
const auditArch = 0

var forbiddenHere []uint32
