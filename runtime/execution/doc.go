// Package execution is the record of one execution of a workflow: how it was
// started, what every node gave in every run, how it ended, and, for one that
// waits, where it goes on. It writes the run JSON of n8n and reads it back.
package execution
