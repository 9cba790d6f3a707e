// Package source knows programs of JavaScript as texts and trees: it reads
// them, rewrites what goja cannot do or must not do unseen, compiles them, and
// says where in them something stands and how V8 prints it. It knows nothing of
// the machines that run them; package js does.
//
// The order of work is Parse (or Lower, then Parse), the questions of the rules
// for scripts and expressions, Instrument, Wrap, Compile.
package source

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/dop251/goja"
	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/file"
	"github.com/dop251/goja/parser"
	"github.com/go-sourcemap/sourcemap"
)

// Unit is one text of JavaScript, compiled. It is shared by all machines.
type Unit struct {
	// Name is what goja calls the text; it is different for every unit.
	Name string
	// Text is what goja read, and Program what Compile made of it.
	Text    string
	Program *goja.Program
	// Tree parses the text again: it is needed only to explain errors, and
	// keeping it would cost more memory than the program.
	Tree func() *ast.Program

	// lines are the offsets at which the lines of the text begin.
	lines func() []int
	// functions are the functions of the text.
	functions func() []namedRange
	// origin maps the text to what the user wrote; nil when it is that.
	origin *sourcemap.Consumer
}

// NewUnit makes the unit of a text under a name of its own (see UniqueName).
// Its program is set by whoever compiles it.
func NewUnit(name, text string) *Unit {
	u := &Unit{Name: name, Text: text}
	u.Tree = sync.OnceValue(func() *ast.Program {
		tree, err := parser.ParseFile(nil, name, text, parser.IgnoreRegExpErrors, parser.WithDisableSourceMaps)
		if err != nil {
			return nil
		}
		return tree
	})
	u.functions = sync.OnceValue(func() []namedRange {
		if tree := u.Tree(); tree != nil {
			return listFunctions(tree)
		}
		return nil
	})
	u.lines = sync.OnceValue(func() []int {
		lines := []int{0}
		for i := 0; i < len(text); i++ {
			switch {
			case text[i] == '\n', text[i] == '\r' && !strings.HasPrefix(text[i+1:], "\n"):
				lines = append(lines, i+1)
			case strings.HasPrefix(text[i:], "\u2028"), strings.HasPrefix(text[i:], "\u2029"):
				lines = append(lines, i+3)
			}
		}
		return lines
	})
	return u
}

// OffsetOf answers where a position is in the text, in bytes.
func (u *Unit) OffsetOf(p file.Position) int {
	lines := u.lines()
	if p.Line < 1 || p.Line > len(lines) {
		return 0
	}
	return lines[p.Line-1] + p.Column - 1
}

// mapFrom says where the text came from.
func (u *Unit) mapFrom(sourceMap []byte) error {
	c, err := sourcemap.Parse("", sourceMap)
	if err != nil {
		return fmt.Errorf("the map of a rewritten script: %w", err)
	}
	u.origin = c
	return nil
}

// Describe answers what a place in the text is called for people: the function
// it is in, goja's name of which is given, and its line and column in what the
// user wrote.
func (u *Unit) Describe(name string, p file.Position) (function string, line, column int) {
	if inferred := u.functionAt(u.OffsetOf(p)); inferred != "" {
		name = inferred
	}
	if u.origin != nil {
		if _, _, line, column, ok := u.origin.Source(p.Line, p.Column-1); ok {
			return name, line, column + 1
		}
	}
	return name, p.Line, p.Column
}

// LineAt answers the line, in what the user wrote, of an offset of the text.
func (u *Unit) LineAt(at int) int {
	_, line, _ := u.Describe("", u.PositionOf(at))
	return line
}

// PositionOf answers the line and column of an offset of the text.
func (u *Unit) PositionOf(at int) file.Position {
	lines := u.lines()
	i, _ := slices.BinarySearch(lines, at+1)
	return file.Position{Line: i, Column: at - lines[i-1] + 1}
}
