// Package set is the Edit Fields node: it writes fields of its items (core
// reference §3).
package set
