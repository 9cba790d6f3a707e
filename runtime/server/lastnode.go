package server

import (
	"fmt"

	"runnel/runtime/execution"
	"runnel/runtime/item"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// lastNode makes the answer from what the node executed last has given on its
// first output (engine reference §18.7).
func lastNode(ex *execution.Execution, p node.ResponsePlan) reply {
	run := ex.Data.LastRun()
	switch {
	case ex.Status == execution.StatusCanceled:
		return reply{status: problem.status, body: problem.body(), bare: true}
	case ex.Status == execution.StatusError || ex.Status == execution.StatusCrashed || run != nil && run.Err != nil:
		return reply{status: 500, body: message("Error in workflow"), bare: true}
	case run == nil:
		return reply{status: 200, headers: p.Headers, body: message("Workflow executed successfully but the last node did not return any data")}
	}
	a := reply{status: p.Status, headers: p.Headers}
	var items []item.Item
	if len(run.Output) > 0 {
		items = run.Output[0]
	}
	switch p.Data {
	case "noData":
	case "allEntries":
		docs := make([]value.Value, len(items))
		for i := range items {
			docs[i] = items[i].JSON
		}
		a.body = value.Array(docs...)
	case "firstEntryBinary":
		return lastFile(a, items, p)
	default:
		if len(items) == 0 {
			return failed("No item to return was found")
		}
		a.body = items[0].JSON
		if p.PropertyName != "" {
			a.body = a.body.AtPath(p.PropertyName)
		}
		if p.ContentType != "" {
			a.headers = append(a.headers[:len(a.headers):len(a.headers)], node.Header{Name: "content-type", Value: p.ContentType})
		}
	}
	return a
}

// lastFile makes the answer of a file.
func lastFile(a reply, items []item.Item, p node.ResponsePlan) reply {
	switch {
	case len(items) == 0:
		return failed("No item was found to return")
	case items[0].Binary.Len() == 0:
		return failed("No binary data was found to return")
	case p.BinaryProperty == "":
		return failed("No 'responseBinaryPropertyName' is set")
	}
	file := items[0].Binary.Get(p.BinaryProperty)
	if file == nil {
		return failed(fmt.Sprintf("The binary property '%s' which should be returned does not exist", p.BinaryProperty))
	}
	a.file, a.exact = file, true
	a.headers = append(a.headers[:len(a.headers):len(a.headers)], node.Header{Name: "content-type", Value: file.MimeType})
	return a
}

func failed(text string) reply {
	return reply{status: 500, body: apiError{message: text}.body(), bare: true}
}
