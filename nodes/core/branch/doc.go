// Package branch holds the nodes that sort items by conditions: If, Filter and
// Switch (flow reference §2 to §4).
package branch
