package regex

import (
	"unicode/utf16"
)

type opcode uint8

const (
	opChar      opcode = iota // a character
	opCharFold                // a character, canonical forms compared
	opSet                     // a character of a set
	opJump                    // to x
	opSplit                   // go on; if that fails, at x
	opSplitLazy               // at x; if that fails, go on
	opSave                    // position into slot x
	opClear                   // forget groups x to y-1
	opBegin                   // ^
	opEnd                     // $
	opBeginLine               // ^ with m
	opEndLine                 // $ with m
	opWord                    // \b
	opNotWord                 // \B
	opBackref                 // one of groups refs
	opLook                    // assertion whose program follows; the rest is at x
	opLookEnd                 // the assertion's program has matched
	opRegister                // register x = y
	opLoop                    // counted loop: see compile.loop
	opMark                    // register x = position
	opProgress                // fail where register x is the position
	opRepeat                  // a character of set or c, x to y times
	opMatch
)

type inst struct {
	op       opcode
	back     bool // characters are read backward
	lazy     bool
	neg      bool
	c        rune
	x, y     int32
	min, max int32
	set      *charset
	refs     []int
	next     rune // opRepeat: the code unit that must follow, -1 for none known
}

// Program is a compiled regular expression. It is safe for concurrent use.
type Program struct {
	Groups int         // capturing groups, the whole match not counted
	Names  []groupName // named groups in the order of the pattern
	code   []inst
	regs   int
	flags  Flags
	uni    bool
	canon  func(rune) rune
	first  *charset // the code units a match can begin with; nil for any
	lead   int      // the one code unit that every match begins with, -1 for none
}

// GroupName returns the name of the i-th named group and its number.
func (p *Program) GroupName(i int) (name string, group int) { return p.Names[i].name, p.Names[i].index }

// Compile compiles a pattern given as UTF-16 code units. The error is a *SyntaxError.
func Compile(pattern []uint16, flags Flags) (prog *Program, err error) {
	defer func() {
		if r := recover(); r != nil {
			e, ok := r.(*SyntaxError)
			if !ok {
				panic(r)
			}
			prog, err = nil, e
		}
	}()
	uni := flags.Unicode || flags.Sets
	p := &parser{in: decode(pattern, uni), flags: flags, uni: uni}
	root := p.parse()
	c := &compiler{prog: &Program{Groups: p.groups, Names: p.names, flags: flags, uni: uni, lead: -1}}
	c.prog.canon = canonLegacy
	if uni {
		c.prog.canon = canonUnicode
	}
	c.emit(inst{op: opSave, x: 0})
	c.node(root, false)
	c.emit(inst{op: opSave, x: 1})
	c.emit(inst{op: opMatch})
	c.prog.lookAhead()
	if f, ok := c.firstOf(root); ok {
		c.prog.first = f
		if len(f.ranges) == 2 && f.ranges[0] == f.ranges[1] {
			c.prog.lead = int(f.ranges[0])
		}
	}
	return c.prog, nil
}

type compiler struct{ prog *Program }

const maxProgram = 1 << 20

func (c *compiler) emit(i inst) int {
	if len(c.prog.code) >= maxProgram {
		panic(&SyntaxError{"Regular expression too large"})
	}
	c.prog.code = append(c.prog.code, i)
	return len(c.prog.code) - 1
}

func (c *compiler) here() int32 { return int32(len(c.prog.code)) }

// character makes the instruction for one character.
func (c *compiler) character(n *node, back bool) inst {
	if n.kind == kSet {
		return inst{op: opSet, set: n.set, back: back}
	}
	ch := n.c
	if c.prog.flags.IgnoreCase {
		if set := variants(ch, c.prog.uni); set != nil {
			return inst{op: opSet, set: set, back: back}
		}
	}
	return inst{op: opChar, c: ch, back: back}
}

func (c *compiler) node(n *node, back bool) {
	switch n.kind {
	case kEmpty:
	case kChar, kSet:
		c.emit(c.character(n, back))
	case kSeq:
		if back {
			for i := len(n.list) - 1; i >= 0; i-- {
				c.node(n.list[i], back)
			}
			return
		}
		for _, x := range n.list {
			c.node(x, back)
		}
	case kAlt:
		var exits []int
		for i, x := range n.list {
			split := -1
			if i < len(n.list)-1 {
				split = c.emit(inst{op: opSplit})
			}
			c.node(x, back)
			if split >= 0 {
				exits = append(exits, c.emit(inst{op: opJump}))
				c.prog.code[split].x = c.here()
			}
		}
		for _, e := range exits {
			c.prog.code[e].x = c.here()
		}
	case kGroup:
		a, b := int32(2*n.index), int32(2*n.index+1)
		if back {
			a, b = b, a
		}
		c.emit(inst{op: opSave, x: a})
		c.node(n.list[0], back)
		c.emit(inst{op: opSave, x: b})
	case kBackref:
		c.emit(inst{op: opBackref, refs: n.refs, back: back})
	case kLook:
		look := c.emit(inst{op: opLook, neg: n.neg})
		c.node(n.list[0], n.back)
		c.emit(inst{op: opLookEnd})
		c.prog.code[look].x = c.here()
	case kAssert:
		op := map[rune]opcode{'^': opBegin, '$': opEnd, 'b': opWord, 'B': opNotWord}[n.c]
		if c.prog.flags.Multiline {
			if op == opBegin {
				op = opBeginLine
			} else if op == opEnd {
				op = opEndLine
			}
		}
		c.emit(inst{op: op})
	case kQuant:
		c.loop(n, back)
	}
}

// loop compiles a quantifier. A body of one character is one instruction. Anything else counts in a register:
//
//	      register = 0
//	next: opLoop (register, min, max): leaves to x, or tries the body, by count and greed
//	      forget the body's groups; mark = position
//	      body
//	      where more than min were done: fail if the position is the mark
//	      jump next
func (c *compiler) loop(n *node, back bool) {
	body := n.list[0]
	if n.max == 0 {
		return
	}
	hi := int32(-1)
	if n.max > 0 {
		hi = int32(n.max)
	}
	if (body.kind == kChar || body.kind == kSet) && !back {
		i := c.character(body, false)
		i.op, i.c = opRepeat, body.c
		if i.set == nil {
			i.set = single(body.c)
		}
		i.x, i.y, i.lazy, i.next = int32(n.min), hi, n.lazy, -1
		c.emit(i)
		return
	}
	count, mark := int32(c.prog.regs), int32(c.prog.regs+1)
	c.prog.regs += 2
	c.emit(inst{op: opRegister, x: count})
	next := c.emit(inst{op: opLoop, y: count, min: int32(n.min), max: hi, lazy: n.lazy})
	if n.groupHi > n.groupLo {
		c.emit(inst{op: opClear, x: int32(n.groupLo), y: int32(n.groupHi)})
	}
	c.emit(inst{op: opMark, x: mark})
	c.node(body, back)
	c.emit(inst{op: opProgress, x: mark, y: count, min: int32(n.min)})
	c.emit(inst{op: opJump, x: int32(next)})
	c.prog.code[next].x = c.here()
}

// lookAhead tells every repetition which code unit must follow it, where that is known: it need not stop anywhere else.
func (p *Program) lookAhead() {
	for i := range p.code {
		if p.code[i].op != opRepeat {
			continue
		}
		for j := i + 1; j < len(p.code); j++ {
			n := &p.code[j]
			if n.op == opSave || n.op == opJump && int(n.x) > j {
				if n.op == opJump {
					j = int(n.x) - 1
				}
				continue
			}
			if n.op == opChar && !n.back {
				p.code[i].next = n.c
				if n.c > 0xffff {
					p.code[i].next, _ = utf16.EncodeRune(n.c)
				}
			}
			break
		}
	}
}

// firstOf returns the code units that a match of a node can begin with; ok is false where that is not known or the node can be empty.
func (c *compiler) firstOf(n *node) (*charset, bool) {
	units := func(s *charset) *charset {
		var b setBuilder
		for i := 0; i < len(s.ranges); i += 2 {
			lo, hi := s.ranges[i], s.ranges[i+1]
			if lo <= 0xffff {
				b.add(lo, min(hi, 0xffff))
			}
			if hi > 0xffff {
				a, _ := utf16.EncodeRune(max(lo, 0x10000))
				z, _ := utf16.EncodeRune(hi)
				b.add(a, z)
			}
		}
		return b.set()
	}
	switch n.kind {
	case kChar, kSet:
		i := c.character(n, false)
		if i.set == nil {
			i.set = single(i.c)
		}
		return units(i.set), true
	case kSeq:
		var acc *charset
		for _, x := range n.list {
			if x.kind == kAssert || x.kind == kLook {
				continue
			}
			if x.kind == kQuant && x.min == 0 {
				f, ok := c.firstOf(x.list[0])
				if !ok || x.max == 0 {
					return nil, false
				}
				if acc == nil {
					acc = f
				} else {
					acc = union(acc, f)
				}
				continue
			}
			f, ok := c.firstOf(x)
			if !ok {
				return nil, false
			}
			if acc != nil {
				f = union(acc, f)
			}
			return f, true
		}
	case kAlt:
		var acc *charset
		for _, x := range n.list {
			f, ok := c.firstOf(x)
			if !ok {
				return nil, false
			}
			if acc == nil {
				acc = f
			} else {
				acc = union(acc, f)
			}
		}
		return acc, acc != nil
	case kGroup:
		return c.firstOf(n.list[0])
	case kQuant:
		if n.min > 0 {
			return c.firstOf(n.list[0])
		}
	}
	return nil, false
}
