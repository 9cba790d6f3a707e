package execution

import (
	"errors"
	"fmt"
	"sync"

	"github.com/klauspost/compress/zstd"
)

// A packed text is a byte that says how it is packed and what follows from
// that. Short texts are not worth the compression.
const (
	packPlain = 'p'
	packZstd  = 'z'
	// tooShort is the length in bytes below which texts stay as they are.
	tooShort = 128
	// MaxUnpacked bounds what a packed text may become, in bytes. It is above
	// what an execution may hold in memory.
	MaxUnpacked = 4 << 30
)

// ErrDamaged is the error of reading something that was not packed, or that
// was changed since.
var ErrDamaged = errors.New("the stored data is damaged")

var packer = sync.OnceValue(func() *zstd.Encoder {
	// One encoder serves many goroutines; each compresses on its own.
	e, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderCRC(true), zstd.WithWindowSize(1<<20),
		zstd.WithLowerEncoderMem(true))
	if err != nil {
		panic(err) // only for options that make no sense
	}
	return e
})

var unpacker = sync.OnceValue(func() *zstd.Decoder {
	d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(MaxUnpacked), zstd.WithDecoderLowmem(true))
	if err != nil {
		panic(err)
	}
	return d
})

// Pack appends a text, such as run data or a workflow, in its stored form.
func Pack(dst, text []byte) []byte {
	if len(text) < tooShort {
		return append(append(dst, packPlain), text...)
	}
	return packer().EncodeAll(text, append(dst, packZstd))
}

// mostPerByte is above what a byte of zstd can stand for: a block takes 4 bytes
// at least and gives 128 KB at most.
const mostPerByte = 128 << 10 / 4

// plausible refuses data that announces more than it can hold, before memory is
// set aside for it.
func plausible(data []byte) error {
	var h zstd.Header
	if err := h.Decode(data); err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if h.HasFCS && h.FrameContentSize > uint64(len(data))*mostPerByte {
		return fmt.Errorf("%w: %d bytes cannot stand for %d", ErrDamaged, len(data), h.FrameContentSize)
	}
	return nil
}

// Unpack gives the text that Pack stored. Errors wrap ErrDamaged.
func Unpack(data []byte) ([]byte, error) {
	if len(data) == 0 {
		return nil, ErrDamaged
	}
	switch data[0] {
	case packPlain:
		return data[1:], nil
	case packZstd:
		if err := plausible(data[1:]); err != nil {
			return nil, err
		}
		text, err := unpacker().DecodeAll(data[1:], nil)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
		}
		return text, nil
	}
	return nil, fmt.Errorf("%w: it is packed in the unknown way %q", ErrDamaged, data[0])
}
