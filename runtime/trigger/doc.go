// Package trigger keeps workflows live: which of them are active, the table of
// their webhooks, their schedules, polls and other triggers, the executions
// that wait, and the dispatcher that bounds how many run at once.
package trigger
