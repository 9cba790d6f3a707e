// Package api is what the server's APIs have in common: routes that each say
// who may use them, the check of that, reading of JSON bodies within bounds,
// answers, and errors that tell callers what they need and nothing else.
package api
