// Package engine runs workflows. A workflow is compiled once to a [Plan] and
// run many times: the plan has every name resolved to an index and every
// parameter compiled to a program, so that a run does no look-ups by name.
//
// The order of execution, the joins, loops, retries, item links and errors are
// those of n8n; the engine reference's numbered sections are named where their
// rules stand in the code.
package engine
