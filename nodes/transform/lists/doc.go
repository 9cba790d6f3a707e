// Package lists is the nodes that work on the list of items as a whole: Split
// Out, Aggregate, Sort, Limit, Remove Duplicates, Summarize, and Item Lists,
// the older node that does all of it (transform reference §1–7).
package lists
