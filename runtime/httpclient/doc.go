// Package httpclient makes outgoing HTTP requests as the original makes them:
// URLs are read by the WHATWG standard, bodies, queries and headers are written
// alike, errors carry the same codes and texts. All connections go through one
// dialer, which looks at every address before it connects.
//
// A [Pool] keeps connections, [Do] makes a [Request] with one of its clients,
// and [Options] is a request as nodes and scripts describe it.
package httpclient
