// Package workflows is the workflow document: it reads what n8n exports, old
// and new, gives the engine typed access to what it needs, keeps everything
// else as it was, and writes the canonical form that version control likes.
//
// A [Workflow] is immutable. To change one, change its document (a
// value.Value) and read that again with [FromValue].
package workflows
