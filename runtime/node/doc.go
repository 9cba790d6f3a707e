// Package node is the contract of a node: how one declares what it is called,
// which parameters it takes and what it does, and what the engine gives it
// while it works. Nodes import this package and nothing of the engine.
package node
