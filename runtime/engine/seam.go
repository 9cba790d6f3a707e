package engine

// This file stands in for package js while that is being written.

import (
	"context"
	"errors"

	"runnel/runtime/expr"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// JavaScript is what the engine needs of package js.
type JavaScript interface {
	expr.Compiler
	Lease(ctx context.Context) Session
}

// Session is the JavaScript of one execution.
type Session interface {
	expr.Runner
	RunScript(kind node.ScriptKind, code string, s *expr.Scope, globals []value.Field) (node.ScriptResult, error)
	Release()
}

type noJavaScript struct{}

func (noJavaScript) CompileExpression(string) (any, error) { return nil, nil }
func (noJavaScript) Lease(context.Context) Session         { return noSession{} }

type noSession struct{}

func (noSession) Eval(*expr.Chunk, *expr.Scope) (value.Value, error) {
	return value.Undefined, errors.New("no JavaScript")
}
func (noSession) RunScript(node.ScriptKind, string, *expr.Scope, []value.Field) (node.ScriptResult, error) {
	return node.ScriptResult{}, errors.New("no JavaScript")
}
func (noSession) Release() {}
