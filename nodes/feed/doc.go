// Package feed is the family of nodes that follow what others publish: RSS
// Read, RSS Feed Trigger and SSE Trigger (core reference §13 and §14).
package feed
