// Package all registers every node: import it for its effect.
package all
