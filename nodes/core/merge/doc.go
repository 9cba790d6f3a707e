// Package merge is the Merge node: it joins the items of several inputs (flow
// reference §5).
package merge
