//go:build ignore

// Command bundle makes the scripts beside it, which package platform embeds, from the npm packages.
//
//	npm install --prefix DIR luxon@3.4.4 jmespath@0.16.0 lodash@4.17.21 moment@2.30.1
//	go run ./runtime/js/platform/vendored/bundle.go DIR
//
// Each becomes one function expression that returns the module. Names are kept: scripts see them in class names and messages.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/evanw/esbuild/pkg/api"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: go run bundle.go DIR, where DIR has node_modules with the packages")
		os.Exit(2)
	}
	modules := filepath.Join(os.Args[1], "node_modules")
	const out = "runtime/js/platform/vendored" // from the module's root
	for name, entry := range map[string]string{
		"luxon": "luxon/build/es6/luxon.js", "jmespath": "jmespath/jmespath.js",
		"lodash": "lodash/lodash.min.js", "moment": "moment/min/moment-with-locales.min.js",
	} {
		r := api.Build(api.BuildOptions{
			EntryPoints:      []string{filepath.Join(modules, entry)},
			Format:           api.FormatCommonJS,
			Target:           api.ES2022,
			Platform:         api.PlatformNeutral,
			MinifyWhitespace: true,
			MinifySyntax:     true,
			LegalComments:    api.LegalCommentsNone,
			Banner:           map[string]string{"js": "(function(module,exports){"},
			Footer:           map[string]string{"js": "return module.exports})"},
		})
		if len(r.Errors) > 0 {
			fmt.Fprintln(os.Stderr, r.Errors)
			os.Exit(1)
		}
		if err := os.WriteFile(filepath.Join(out, name+".js"), r.OutputFiles[0].Contents, 0o644); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		licence := "LICENSE"
		if name == "luxon" {
			licence = "LICENSE.md"
		}
		text, err := os.ReadFile(filepath.Join(modules, name, licence))
		if err == nil {
			err = os.WriteFile(filepath.Join(out, name+".LICENSE"), text, 0o644)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		fmt.Println(name, len(r.OutputFiles[0].Contents), "bytes")
	}
}
