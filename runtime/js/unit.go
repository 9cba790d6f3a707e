package js

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

// unit is one text of JavaScript, compiled. It is shared by all machines.
type unit struct {
	// name is what goja calls the text; it is different for every unit.
	name string
	// text is what goja read.
	text    string
	program *goja.Program
	// tree parses the text again: it is needed only to explain errors, and
	// keeping it would cost more memory than the program.
	tree func() *ast.Program

	// lines are the offsets at which the lines of the text begin.
	lines func() []int
	// functions are the functions of the text.
	functions func() []namedRange
	// origin maps the text to what the user wrote; nil when it is that.
	origin *sourcemap.Consumer
}

func newUnit(name, text string) *unit {
	u := &unit{name: name, text: text}
	u.tree = sync.OnceValue(func() *ast.Program {
		tree, err := parser.ParseFile(nil, name, text, parser.IgnoreRegExpErrors, parser.WithDisableSourceMaps)
		if err != nil {
			return nil
		}
		return tree
	})
	u.functions = sync.OnceValue(func() []namedRange {
		if tree := u.tree(); tree != nil {
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

// offsetOf answers where a position is in the text, in bytes.
func (u *unit) offsetOf(p file.Position) int {
	lines := u.lines()
	if p.Line < 1 || p.Line > len(lines) {
		return 0
	}
	return lines[p.Line-1] + p.Column - 1
}

// mapFrom says where the text came from.
func (u *unit) mapFrom(sourceMap []byte) error {
	c, err := sourcemap.Parse("", sourceMap)
	if err != nil {
		return fmt.Errorf("the map of a rewritten script: %w", err)
	}
	u.origin = c
	return nil
}

// describe answers what a place in the text is called for people: the function
// it is in, goja's name of which is given, and its line and column in what the
// user wrote.
func (u *unit) describe(name string, p file.Position) (function string, line, column int) {
	if inferred := u.functionAt(u.offsetOf(p)); inferred != "" {
		name = inferred
	}
	if u.origin != nil {
		if _, _, line, column, ok := u.origin.Source(p.Line, p.Column-1); ok {
			return name, line, column + 1
		}
	}
	return name, p.Line, p.Column
}

// lineAt answers the line, in what the user wrote, of an offset of the text.
func (u *unit) lineAt(at int) int {
	_, line, _ := u.describe("", u.positionOf(at))
	return line
}

// positionOf answers the line and column of an offset of the text.
func (u *unit) positionOf(at int) file.Position {
	lines := u.lines()
	i, _ := slices.BinarySearch(lines, at+1)
	return file.Position{Line: i, Column: at - lines[i-1] + 1}
}
