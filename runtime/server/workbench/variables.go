package workbench

import (
	"fmt"
	"regexp"

	"runnel/runtime/store"
)

// variableKey is what a variable may be called: $vars.KEY must be readable.
var variableKey = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]{0,49}$`)

// longestValue bounds a variable's value, in bytes.
const longestValue = 64 << 10

// CheckVariable tells what is wrong with a variable; the error is *BadRun.
func CheckVariable(v store.Variable) error {
	if !variableKey.MatchString(v.Key) {
		return &BadRun{fmt.Errorf("%q cannot be the key of a variable: use up to 50 letters, digits and underscores, and no digit in front", v.Key)}
	}
	if len(v.Value) > longestValue {
		return &BadRun{fmt.Errorf("the value of a variable may have %d bytes at most", longestValue)}
	}
	return nil
}
