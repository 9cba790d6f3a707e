package js

import (
	"regexp"
	"strings"
)

var onlyForAll = regexp.MustCompile(`\$input\.(first|last|all|itemMatching)`)

// forbiddenInEach answers the first use of what a script for each item cannot
// use, as ".all", and its line; "" when there is none.
func forbiddenInEach(code string) (line int, member string) {
	for i, text := range strings.Split(code, "\n") {
		if strings.HasPrefix(strings.TrimSpace(text), "//") {
			continue
		}
		if m := onlyForAll.FindStringSubmatch(text); m != nil {
			return i + 1, "." + m[1]
		}
	}
	return 0, ""
}
