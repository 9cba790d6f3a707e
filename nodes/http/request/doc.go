// Package request is the HTTP Request node in all its versions. It reads the
// parameters into drafts of requests, sends them side by side, and makes items
// of the answers; what a request and an answer are is package httpclient's.
package request
