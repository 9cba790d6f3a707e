// Package payload reads what a request brings: its query string and its body,
// in every form that a webhook understands (engine reference §18.4 and §18.5).
package payload
