// Package html is the HTML node and its predecessor, HTML Extract (transform
// reference §13, §14).
package html
