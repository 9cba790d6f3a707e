package regex

import (
	"bytes"
	"errors"
	"sync"
	"unicode/utf16"
)

// ErrStopped is returned by a match that was stopped from outside.
var ErrStopped = errors.New("regular expression stopped")

// ErrMemory is returned by a match that would need too much memory to go on.
var ErrMemory = errors.New("regular expression needs too much memory")

// maxFrames bounds the backtracking stack, at 16 bytes a frame.
const maxFrames = 8 << 20

// stopEvery is the number of backtracking steps between two questions whether to stop.
const stopEvery = 1 << 14

type unit interface{ ~uint8 | ~uint16 }

type frame struct {
	kind int32 // an instruction to go on at, or one of the kinds below
	pos  int32
	a, b int32
}

const (
	undoSlot = -1 // pos is the slot, a the old value
	undoReg  = -2
	greedy   = -3 // a: instruction of the repetition, pos: where it stands, b: where it may go back to
	lazyMore = -4 // a: instruction of the repetition, pos: where it stands, b: how many more it may take
)

type matcher[E unit] struct {
	p     *Program
	in    []E
	slots []int32
	regs  []int32
	stack []frame
	steps int
	stop  func() bool
}

var (
	narrow = sync.Pool{New: func() any { return &matcher[uint8]{} }}
	wide   = sync.Pool{New: func() any { return &matcher[uint16]{} }}
)

// MatchASCII matches a text of ASCII (or Latin-1) code units; MatchUTF16 any text. The match is looked for from start on, or only at start where
// sticky is set. The result has begin and end of the match and of every group, -1 for groups that took no part; it is nil where nothing matches.
// stop is asked now and then whether to give up; it may be nil.
func (p *Program) MatchASCII(in []byte, start int, sticky bool, stop func() bool) ([]int, error) {
	m := narrow.Get().(*matcher[uint8])
	defer narrow.Put(m)
	return run(m, p, in, start, sticky, stop, func(in []byte, from int, c int) int {
		if c > 255 {
			return -1
		}
		return bytes.IndexByte(in[from:], byte(c))
	})
}

// MatchUTF16 is described at MatchASCII.
func (p *Program) MatchUTF16(in []uint16, start int, sticky bool, stop func() bool) ([]int, error) {
	m := wide.Get().(*matcher[uint16])
	defer wide.Put(m)
	return run(m, p, in, start, sticky, stop, func(in []uint16, from int, c int) int {
		for i, x := range in[from:] {
			if int(x) == c {
				return i
			}
		}
		return -1
	})
}

func run[E unit](m *matcher[E], p *Program, in []E, start int, sticky bool, stop func() bool, index func([]E, int, int) int) ([]int, error) {
	m.p, m.in, m.stop, m.steps = p, in, stop, 0
	n := 2 * (p.Groups + 1)
	if cap(m.slots) < n {
		m.slots = make([]int32, n)
	}
	m.slots = m.slots[:n]
	if cap(m.regs) < p.regs {
		m.regs = make([]int32, p.regs)
	}
	m.regs = m.regs[:p.regs]
	defer func() {
		m.in, m.stop = nil, nil
		if cap(m.stack) > 1<<16 {
			m.stack = nil
		}
	}()
	if p.uni && start > 0 && start < len(in) && isLow(in[start]) && isHigh(in[start-1]) {
		// In the middle of a pair: its beginning.
		start--
	}
	for pos := start; pos <= len(in); {
		if !sticky {
			if p.lead >= 0 {
				i := index(in, pos, p.lead)
				if i < 0 {
					return nil, nil
				}
				pos += i
			} else if p.first != nil {
				for pos < len(in) && !p.first.has(rune(in[pos])) {
					pos++
				}
				if pos == len(in) {
					return nil, nil
				}
			}
		}
		for i := range m.slots {
			m.slots[i] = -1
		}
		m.stack = m.stack[:0]
		ok, err := m.match(0, int32(pos))
		if err != nil {
			return nil, err
		}
		if ok {
			out := make([]int, n)
			for i, v := range m.slots {
				out[i] = int(v)
			}
			return out, nil
		}
		if sticky {
			break
		}
		if p.uni && pos+1 < len(in) && isHigh(in[pos]) && isLow(in[pos+1]) {
			pos++
		}
		pos++
	}
	return nil, nil
}

func isHigh[E unit](c E) bool { return uint16(c)&0xfc00 == 0xd800 }
func isLow[E unit](c E) bool  { return uint16(c)&0xfc00 == 0xdc00 }

// next reads the character at pos, whole pairs with the u flag.
func (m *matcher[E]) next(pos int32) (c rune, size int32) {
	x := m.in[pos]
	if m.p.uni && isHigh(x) && int(pos)+1 < len(m.in) && isLow(m.in[pos+1]) {
		return utf16.DecodeRune(rune(x), rune(m.in[pos+1])), 2
	}
	return rune(x), 1
}

// prev reads the character before pos.
func (m *matcher[E]) prev(pos int32) (c rune, size int32) {
	x := m.in[pos-1]
	if m.p.uni && isLow(x) && pos >= 2 && isHigh(m.in[pos-2]) {
		return utf16.DecodeRune(rune(m.in[pos-2]), rune(x)), 2
	}
	return rune(x), 1
}

func (m *matcher[E]) push(f frame) { m.stack = append(m.stack, f) }

func (m *matcher[E]) setSlot(i, v int32) {
	m.push(frame{kind: undoSlot, pos: i, a: m.slots[i]})
	m.slots[i] = v
}

func (m *matcher[E]) setReg(i, v int32) {
	m.push(frame{kind: undoReg, pos: i, a: m.regs[i]})
	m.regs[i] = v
}

func (m *matcher[E]) word(pos int32) bool {
	if pos < 0 || int(pos) >= len(m.in) {
		return false
	}
	c := rune(m.in[pos])
	if wordSet.has(c) {
		return true
	}
	return m.p.uni && m.p.flags.IgnoreCase && (c == 0x17f || c == 0x212a)
}

func newline(c rune) bool { return c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029 }

// match runs the program from an instruction. Frames below the stack's height at the call are not touched.
func (m *matcher[E]) match(pc, pos int32) (bool, error) {
	base := len(m.stack)
	code := m.p.code
	size := int32(len(m.in))
	for {
		ok := true
		i := &code[pc]
		switch i.op {
		case opChar:
			if i.back {
				if ok = pos > 0; ok {
					c, n := m.prev(pos)
					ok = c == i.c
					pos -= n
				}
			} else if ok = pos < size; ok {
				if i.c < 0xd800 {
					ok = rune(m.in[pos]) == i.c
					pos++
				} else {
					c, n := m.next(pos)
					ok = c == i.c
					pos += n
				}
			}
			pc++
		case opSet:
			if i.back {
				if ok = pos > 0; ok {
					c, n := m.prev(pos)
					ok = i.set.has(c)
					pos -= n
				}
			} else if ok = pos < size; ok {
				c, n := m.next(pos)
				ok = i.set.has(c)
				pos += n
			}
			pc++
		case opRepeat:
			at := pos
			limit := i.y
			n := int32(0)
			need := i.x
			most := limit
			if i.lazy {
				most = need
			}
			low := pos
			for (most < 0 || n < most) && at < size {
				c, w := m.next(at)
				if !i.set.has(c) {
					break
				}
				at += w
				if n++; n == need {
					low = at
				}
			}
			if n < need {
				ok = false
				break
			}
			if need == 0 {
				low = pos
			}
			switch {
			case i.lazy:
				if limit < 0 || n < limit {
					left := int32(-1)
					if limit >= 0 {
						left = limit - n
					}
					m.push(frame{kind: lazyMore, pos: at, a: pc, b: left})
				}
			case at > low:
				m.push(frame{kind: greedy, pos: at, a: pc, b: low})
			}
			pos = at
			pc++
		case opJump:
			pc = i.x
		case opSplit:
			m.push(frame{kind: i.x, pos: pos})
			pc++
		case opSplitLazy:
			m.push(frame{kind: pc + 1, pos: pos})
			pc = i.x
		case opSave:
			m.setSlot(i.x, pos)
			pc++
		case opClear:
			for g := i.x; g < i.y; g++ {
				if m.slots[2*g] >= 0 || m.slots[2*g+1] >= 0 {
					m.setSlot(2*g, -1)
					m.setSlot(2*g+1, -1)
				}
			}
			pc++
		case opBegin:
			ok = pos == 0
			pc++
		case opEnd:
			ok = pos == size
			pc++
		case opBeginLine:
			ok = pos == 0 || newline(rune(m.in[pos-1]))
			pc++
		case opEndLine:
			ok = pos == size || newline(rune(m.in[pos]))
			pc++
		case opWord:
			ok = m.word(pos-1) != m.word(pos)
			pc++
		case opNotWord:
			ok = m.word(pos-1) == m.word(pos)
			pc++
		case opBackref:
			pos, ok = m.backref(i, pos)
			pc++
		case opRegister:
			m.setReg(i.x, i.y)
			pc++
		case opMark:
			m.setReg(i.x, pos)
			pc++
		case opProgress:
			ok = m.regs[i.x] != pos || m.regs[i.y] <= i.min
			pc++
		case opLoop:
			if len(m.stack) > maxFrames {
				return false, ErrMemory
			}
			n := m.regs[i.y]
			switch {
			case n < i.min:
				m.setReg(i.y, n+1)
				pc++
			case i.max >= 0 && n >= i.max:
				pc = i.x
			case i.lazy:
				// The body comes later: the frame's instruction is this one, told by b.
				m.push(frame{kind: pc, pos: pos, a: n + 1, b: 1})
				pc = i.x
			default:
				m.push(frame{kind: i.x, pos: pos})
				m.setReg(i.y, n+1)
				pc++
			}
		case opLook:
			// The frames of the assertion stand above a barrier.
			mark := len(m.stack)
			found, err := m.match(pc+1, pos)
			if err != nil {
				return false, err
			}
			if i.neg {
				m.unwind(mark)
				ok = !found
			} else if ok = found; ok {
				// Nothing inside is tried again, but what it changed must be undone with the rest.
				kept := m.stack[:mark]
				for _, f := range m.stack[mark:] {
					if f.kind == undoSlot || f.kind == undoReg {
						kept = append(kept, f)
					}
				}
				m.stack = kept
			}
			pc = i.x
		case opLookEnd, opMatch:
			return true, nil
		}
		if ok {
			continue
		}
		// Back to the last choice.
		for {
			if len(m.stack) == base {
				return false, nil
			}
			if m.steps++; m.steps%stopEvery == 0 {
				if m.stop != nil && m.stop() {
					return false, ErrStopped
				}
			}
			if len(m.stack) > maxFrames {
				return false, ErrMemory
			}
			top := &m.stack[len(m.stack)-1]
			switch top.kind {
			case undoSlot:
				m.slots[top.pos] = top.a
				m.stack = m.stack[:len(m.stack)-1]
				continue
			case undoReg:
				m.regs[top.pos] = top.a
				m.stack = m.stack[:len(m.stack)-1]
				continue
			case greedy:
				at, low := top.pos, top.b
				rep := &code[top.a]
				found := false
				for at > low {
					at--
					if m.p.uni && at > low && isLow(m.in[at]) && isHigh(m.in[at-1]) {
						at--
					}
					if rep.next < 0 || rune(m.in[at]) == rep.next {
						found = true
						break
					}
				}
				pc = top.a + 1
				if at > low {
					top.pos = at
				} else {
					m.stack = m.stack[:len(m.stack)-1]
				}
				if !found {
					continue
				}
				pos = at
			case lazyMore:
				rep := &code[top.a]
				if top.pos >= size {
					m.stack = m.stack[:len(m.stack)-1]
					continue
				}
				c, w := m.next(top.pos)
				if !rep.set.has(c) {
					m.stack = m.stack[:len(m.stack)-1]
					continue
				}
				pos = top.pos + w
				pc = top.a + 1
				if top.b > 0 {
					top.b--
				}
				if top.b == 0 {
					m.stack = m.stack[:len(m.stack)-1]
				} else {
					top.pos = pos
				}
			default:
				f := *top
				m.stack = m.stack[:len(m.stack)-1]
				pc, pos = f.kind, f.pos
				if f.b == 1 { // the body of a lazy loop
					m.setReg(code[pc].y, f.a)
					pc++
				}
			}
			break
		}
	}
}

// unwind undoes everything above a height of the stack.
func (m *matcher[E]) unwind(mark int) {
	for len(m.stack) > mark {
		f := m.stack[len(m.stack)-1]
		m.stack = m.stack[:len(m.stack)-1]
		switch f.kind {
		case undoSlot:
			m.slots[f.pos] = f.a
		case undoReg:
			m.regs[f.pos] = f.a
		}
	}
}

// backref matches what a group has matched; a group that took no part matches nothing.
func (m *matcher[E]) backref(i *inst, pos int32) (int32, bool) {
	for _, g := range i.refs {
		from, to := m.slots[2*g], m.slots[2*g+1]
		if from < 0 || to < 0 {
			continue
		}
		n := to - from
		start := pos
		if i.back {
			start = pos - n
		}
		if start < 0 || int(start+n) > len(m.in) {
			return pos, false
		}
		for k := range n {
			a, b := rune(m.in[from+k]), rune(m.in[start+k])
			if a == b {
				continue
			}
			if !m.p.flags.IgnoreCase {
				return pos, false
			}
			if m.p.uni && a >= 0xd800 && a < 0xe000 {
				// Pairs are compared by their characters; those with case lie in one block, so the high halves are equal.
				if k == 0 {
					return pos, false
				}
				x := utf16.DecodeRune(rune(m.in[from+k-1]), a)
				y := utf16.DecodeRune(rune(m.in[start+k-1]), b)
				if m.p.canon(x) != m.p.canon(y) {
					return pos, false
				}
				continue
			}
			if m.p.canon(a) != m.p.canon(b) {
				return pos, false
			}
		}
		if i.back {
			return start, true
		}
		return start + n, true
	}
	return pos, true
}
