package workflows

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// sharedWorkflows gives the files of public workflows and of recorded cases
// beside the repository, and skips the test where they are not there.
func sharedWorkflows(tb testing.TB) []string {
	tb.Helper()
	var files []string
	for _, pattern := range []string{
		"corpus/*.json", "conformance/golden/*.json", "conformance/fixtures/*.json", "conformance/http/*.json",
		"bitrix24/template*.json",
	} {
		found, err := filepath.Glob(filepath.Join("..", "..", "shared", pattern))
		if err != nil {
			tb.Fatal(err)
		}
		for _, f := range found {
			if !strings.HasSuffix(f, ".expected.json") && !strings.HasSuffix(f, ".credentials.json") && !strings.HasSuffix(f, ".http.json") {
				files = append(files, f)
			}
		}
	}
	if len(files) == 0 {
		tb.Skip("../shared is not there")
	}
	return files
}

func mustRead(tb testing.TB, file string) []byte {
	tb.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		tb.Fatal(err)
	}
	return data
}
