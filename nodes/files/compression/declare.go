package compression

import "runnel/runtime/node"

var declared = node.Params{
	node.Options("operation", "Operation", "decompress", node.Opt("Compress", "compress"), node.Opt("Decompress", "decompress")).NoExpression(),
	node.Text("binaryPropertyName", "Input Binary Field(s)", "data").Required().Show(node.When("operation", "compress")),
	node.Text("binaryPropertyName", "Input Binary Field(s)", "data").Required().Show(node.When("operation", "decompress")),
	node.Options("outputFormat", "Output Format", "",
		node.Opt("Gzip", "gzip"),
		node.Opt("Zip", "zip"),
	).Show(node.When("operation", "compress"), node.InVersions(1)),
	node.Options("outputFormat", "Output Format", "zip",
		node.Opt("Gzip", "gzip"),
		node.Opt("Zip", "zip"),
	).Show(node.When("operation", "compress")).Hide(node.InVersions(1)),
	node.Text("fileName", "File Name", "").Required().Show(node.When("operation", "compress"), node.When("outputFormat", "zip")),
	node.Text("binaryPropertyOutput", "Put Output File in Field", "data").Show(node.When("outputFormat", "zip"), node.When("operation", "compress")),
	node.Text("fileName", "File Name", "").Show(node.When("operation", "compress"), node.When("outputFormat", "gzip")).Hide(node.InVersions(1)),
	node.Text("binaryPropertyOutput", "Put Output File in Field", "data").Show(node.When("outputFormat", "gzip"), node.When("operation", "compress")).Hide(node.InVersions(1)),
	node.Text("outputPrefix", "Output File Prefix", "data").Required().Show(node.When("operation", "compress"), node.When("outputFormat", "gzip"), node.InVersions(1)),
	node.Text("outputPrefix", "Output Prefix", "file_").Required().Show(node.When("operation", "decompress")),
}
