package source

import (
	"errors"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// ScriptFile is the name under which scripts stand in stacks.
const ScriptFile = "evalmachine.<anonymous>"

// lowered are the features of JavaScript that goja cannot read; esbuild writes
// them in terms of older ones.
var lowered = map[string]bool{
	"async-generator": false,
	"for-await":       false,
	"hashbang":        false,
	"dynamic-import":  false,
	"decorators":      false,
	"using":           false,
}

// Lower rewrites a program for goja. It is only called for programs that goja
// cannot compile.
func Lower(text string) (string, error) {
	r := transform(text, api.SourceMapNone)
	if len(r.Errors) > 0 {
		return "", errors.New(r.Errors[0].Text)
	}
	return string(r.Code), nil
}

// LowerUnit rewrites a program and keeps where its parts came from.
func LowerUnit(name, text string) (*Unit, error) {
	r := transform(text, api.SourceMapExternal)
	if len(r.Errors) > 0 {
		return nil, errors.New(r.Errors[0].Text)
	}
	u := NewUnit(name, strings.TrimRight(string(r.Code), "\n"))
	if err := u.mapFrom(r.Map); err != nil {
		return nil, err
	}
	return u, nil
}

func transform(text string, maps api.SourceMap) api.TransformResult {
	return api.Transform(text, api.TransformOptions{
		Loader:     api.LoaderJS,
		Target:     api.ESNext,
		Supported:  lowered,
		Sourcemap:  maps,
		LogLevel:   api.LogLevelSilent,
		Sourcefile: ScriptFile,
	})
}
