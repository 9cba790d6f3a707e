// Package value holds JSON data as JavaScript sees it: immutable values whose objects keep their key order and whose numbers are doubles.
//
// A [Value] is 24 bytes and is passed by value. Nothing that was handed out ever changes: every write ([Value.Set], [Value.SetAt], …) answers a
// new value and copies only the containers on the way to the change, so values are shared between goroutines without locks and without clones.
//
// Strings are Go strings in WTF-8: UTF-8 in which half of a surrogate pair, which JavaScript allows to stand alone, is its three byte form.
// Where an index or a length counts as JavaScript counts it, in UTF-16 code units, the name of the function says so ([UTF16Len]).
package value
