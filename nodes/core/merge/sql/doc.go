// Package sql answers SQL queries over lists of JSON documents, in the dialect
// of AlaSQL as the Merge node's users write it (flow reference §5.2).
//
// The values of a query are JavaScript's: = compares as === does, a field that a
// document lacks is undefined and stays away from the result, objects are
// values like any other, and names are told apart by their case. A database
// engine has none of this, so the queries are evaluated here, over the
// documents themselves. There is nothing but the given tables that a query
// could reach: the dialect's functions for files and other databases are
// refused. Where the original answers with a mistake of its own (a mark left in
// the rows of a right join, an error for SUBSTRING of a number) the plain answer
// is given.
package sql
