// Package datatable is the Data table node: it keeps rows in tables of the
// instance, over executions (core reference §10).
package datatable

import (
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// Node declares the node.
var Node = node.Define(node.Spec[params]{
	Name: "n8n-nodes-base.dataTable", Title: "Data table", Groups: []string{"input", "transform"},
	Summary: "Keeps rows in tables of the instance, and finds, changes and deletes them.",
	Icon:    "table", Versions: node.Versions(1, 1.1),
	Inputs: node.Main(1), Outputs: node.Main(1), Params: declared, Run: run,
})

type params struct {
	Resource  node.Field[string]       `param:"resource"`
	Operation node.Field[string]       `param:"operation"`
	Table     node.Field[node.Locator] `param:"dataTableId"`
	Match     node.Field[string]       `param:"matchType"`
	Filters   node.List[condition]     `param:"filters.conditions"`
	Columns   node.Field[value.Value]  `param:"columns"`
	All       node.Field[bool]         `param:"returnAll"`
	Limit     node.Field[float64]      `param:"limit"`
	Dry       node.Field[bool]         `param:"options.dryRun"`
	Bulk      node.Field[bool]         `param:"options.optimizeBulk"`

	Name     node.Field[string] `param:"tableName"`
	NewName  node.Field[string] `param:"newName"`
	Reuse    node.Field[bool]   `param:"options.createIfNotExists"`
	InName   node.Field[string] `param:"options.filterName"`
	SortBy   node.Field[string] `param:"options.sortField"`
	SortTurn node.Field[string] `param:"options.sortDirection"`
}

// condition is one of the conditions that rows must meet.
type condition struct {
	Column node.Field[string]      `param:"keyName"`
	Test   node.Field[string]      `param:"condition"`
	Value  node.Field[value.Value] `param:"keyValue"`
}

func of(resource string, operations ...any) []node.Condition {
	return []node.Condition{node.When("resource", resource), node.When("operation", operations...)}
}

func locator(more ...any) node.Param {
	list := node.InMode("list", "From List", node.KindLocatorModeList).Key("typeOptions", merged(map[string]any{"searchListMethod": "tableSearch", "searchable": true}, more...))
	return node.LocatorParam("dataTableId", "Data table", node.Obj("mode", "list", "value", ""),
		list, node.InMode("name", "By Name", node.KindString), node.InMode("id", "ID", node.KindString)).Required()
}

func merged(m map[string]any, pairs ...any) map[string]any {
	for i := 0; i+1 < len(pairs); i += 2 {
		m[pairs[i].(string)] = pairs[i+1]
	}
	return m
}

// filters are the conditions of an operation; those that only look for rows
// offer no choice of the test.
func filters(operation string, least int, tests bool) []node.Param {
	test := node.Options("condition", "Condition", "eq").
		Edit("loadOptionsDependsOn", []any{"&keyName"}).Edit("loadOptionsMethod", "getConditionsForColumn")
	if !tests {
		test = test.Show(node.Before(0))
	}
	return []node.Param{
		node.Options("matchType", "Must Match", "anyCondition", node.Opt("Any Condition", "anyCondition"), node.Opt("All Conditions", "allConditions")).
			Show(of("row", operation)...),
		node.Groups("filters", "Conditions", node.Group("conditions", "Conditions",
			node.Options("keyName", "Column", "id").Edit("loadOptionsDependsOn", []any{"dataTableId.value"}).Edit("loadOptionsMethod", "getDataTableColumns"),
			test,
			node.Text("keyValue", "Value", "").Hide(node.When("condition", "isEmpty", "isNotEmpty", "isTrue", "isFalse")),
		)).Many().Defaults(node.Obj()).Edit("minRequiredFields", least).Show(of("row", operation)...),
	}
}

func mapper(operation, label string) node.Param {
	return node.MapperParam("columns", "Columns", node.Obj("mappingMode", "defineBelow", "value", nil)).Required().NoExpression().
		Edit("loadOptionsDependsOn", []any{"dataTableId.value"}).
		Edit("resourceMapper", map[string]any{"valuesLabel": label, "resourceMapperMethod": "getDataTables", "mode": "add",
			"fieldWords": map[string]any{"singular": "column", "plural": "columns"}, "addAllFields": true, "multiKeyMatch": true, "hideNoDataError": true}).
		Show(of("row", operation)...)
}

func dryRun(operation string) node.Param {
	return node.Collection("options", "Options", node.Bool("dryRun", "Dry Run", false)).Show(of("row", operation)...)
}

var declared = declare()

func declare() node.Params {
	out := node.Params{
		node.Options("resource", "Resource", "row", node.Opt("Row", "row"), node.Opt("Table", "table")).NoExpression(),
		node.Options("operation", "Operation", "insert",
			node.Opt("Delete", "deleteRows"), node.Opt("Get", "get"), node.Opt("If Row Exists", "rowExists"), node.Opt("If Row Does Not Exist", "rowNotExists"),
			node.Opt("Insert", "insert"), node.Opt("Update", "update"), node.Opt("Upsert", "upsert"),
		).NoExpression().Show(node.When("resource", "row")),
		locator("allowNewResource", map[string]any{"label": "resourceLocator.dataTable.createNew", "url": "/projects/{{$projectId}}/datatables/new"}).
			Show(node.When("resource", "row")),
	}
	out = append(out, filters("deleteRows", 0, true)...)
	out = append(out, dryRun("deleteRows"), mapper("insert", "Values to insert"),
		node.Collection("options", "Options", node.Bool("optimizeBulk", "Optimize Bulk", false).NoExpression()).Show(of("row", "insert")...))
	out = append(out, filters("get", 0, true)...)
	out = append(out,
		node.Bool("returnAll", "Return All", false).Show(of("row", "get")...),
		node.Num("limit", "Limit", 50).Edit("minValue", 1).Show(append(of("row", "get"), node.When("returnAll", false))...))
	out = append(out, filters("rowExists", 1, false)...)
	out = append(out, filters("rowNotExists", 1, false)...)
	out = append(out, filters("update", 0, true)...)
	out = append(out, mapper("update", "Values to update"), dryRun("update"))
	out = append(out, filters("upsert", 0, true)...)
	out = append(out, mapper("upsert", "Values to upsert"), dryRun("upsert"))
	return append(out, tableParams()...)
}

func tableParams() []node.Param {
	return []node.Param{
		node.Options("operation", "Operation", "list",
			node.Opt("Create", "create"), node.Opt("Delete", "delete"), node.Opt("List", "list"), node.Opt("Update", "update"),
		).NoExpression().Show(node.When("resource", "table")),
		locator().Show(of("table", "delete", "update")...),
		node.Text("tableName", "Name", "").Required().Show(of("table", "create")...),
		node.Groups("columns", "Columns", node.Group("column", "Column",
			node.Text("name", "Name", "").Required(),
			node.Options("type", "Type", "string", node.Opt("Boolean", "boolean"), node.Opt("Date", "date"), node.Opt("Number", "number"), node.Opt("String", "string")),
		)).Many().Defaults(node.Obj()).Show(of("table", "create")...),
		node.Collection("options", "Options", node.Bool("createIfNotExists", "Reuse Existing Tables", true)).Show(of("table", "create")...),
		node.Bool("returnAll", "Return All", true).Show(of("table", "list")...),
		node.Num("limit", "Limit", 50).Edit("minValue", 1).Show(append(of("table", "list"), node.When("returnAll", false))...),
		node.Collection("options", "Options",
			node.Text("filterName", "Filter by Name", ""),
			node.Options("sortField", "Sort Field", "name",
				node.Opt("Created", "createdAt"), node.Opt("Name", "name"), node.Opt("Size", "sizeBytes"), node.Opt("Updated", "updatedAt")),
			node.Options("sortDirection", "Sort Direction", "asc", node.Opt("Ascending", "asc"), node.Opt("Descending", "desc")),
		).Show(of("table", "list")...),
		node.Text("newName", "New Name", "").Required().Show(of("table", "update")...),
	}
}
