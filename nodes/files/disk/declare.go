package disk

import "runnel/runtime/node"

var readWriteDeclared = node.Params{
	node.Options("operation", "Operation", "read", node.Opt("Read File(s) From Disk", "read"), node.Opt("Write File to Disk", "write")).NoExpression(),
	node.Text("fileSelector", "File(s) Selector", "").Required().Show(node.When("operation", "read")),
	node.Collection("options", "Options",
		node.Text("fileExtension", "File Extension", ""),
		node.Text("fileName", "File Name", ""),
		node.Text("mimeType", "Mime Type", ""),
		node.Text("dataPropertyName", "Put Output File in Field", "data"),
	).Show(node.When("operation", "read")),
	node.Text("fileName", "File Path and Name", "").Required().Show(node.When("operation", "write")),
	node.Text("dataPropertyName", "Input Binary Field", "data").Required().Show(node.When("operation", "write")),
	node.Collection("options", "Options",
		node.Bool("append", "Append", false),
	).Show(node.When("operation", "write")),
}

var readOneDeclared = node.Params{
	node.Text("filePath", "File Path", "").Required(),
	node.Text("dataPropertyName", "Property Name", "data").Required(),
}

var readManyDeclared = node.Params{
	node.Text("fileSelector", "File Selector", "").Required(),
	node.Text("dataPropertyName", "Property Name", "data").Required(),
}

var writeDeclared = node.Params{
	node.Text("fileName", "File Name", "").Required(),
	node.Text("dataPropertyName", "Property Name", "data").Required(),
	node.Collection("options", "Options",
		node.Bool("append", "Append", false),
	),
}
