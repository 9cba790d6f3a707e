package convert

import "runnel/runtime/node"

var csvEncodings = []node.Choice{
	node.Opt("ASCII", "ascii"),
	node.Opt("Latin1", "latin1"),
	node.Opt("UCS-2", "ucs-2"),
	node.Opt("UCS2", "ucs2"),
	node.Opt("UTF-8", "utf-8"),
	node.Opt("UTF16LE", "utf16le"),
	node.Opt("UTF8", "utf8"),
}

var spreadsheetFormats = []node.Choice{
	node.Opt("CSV", "csv"),
	node.Opt("HTML", "html"),
	node.Opt("ODS", "ods"),
	node.Opt("RTF", "rtf"),
	node.Opt("XLS", "xls"),
	node.Opt("XLSX", "xlsx"),
}

var spreadsheetReadOptions = []node.Param{
	node.Text("delimiter", "Delimiter", ",").Show(node.When("/fileFormat", "csv")),
	node.Options("encoding", "Encoding", "utf-8", csvEncodings...).Show(node.When("/fileFormat", "csv")),
	node.Bool("enableBOM", "Exclude Byte Order Mark (BOM)", false).Show(node.When("/fileFormat", "csv")),
	node.Bool("relaxQuotes", "Preserve Quotes", false).Show(node.When("/fileFormat", "csv")),
	node.Bool("headerRow", "Header Row", true),
	node.Bool("includeEmptyCells", "Include Empty Cells", false),
	node.Num("maxRowCount", "Max Number of Rows to Load", -1).Show(node.When("/fileFormat", "csv")),
	node.Text("range", "Range", ""),
	node.Bool("rawData", "RAW Data", false),
	node.Bool("readAsString", "Read As String", false),
	node.Text("sheetName", "Sheet Name", "Sheet"),
	node.Num("fromLine", "Starting Line", 0).Show(node.When("/fileFormat", "csv")),
	node.Groups("skipRecordsWithErrors", "Skip Records With Errors",
		node.Group("value", "Value",
			node.Bool("enabled", "Enabled", false),
			node.Num("maxSkippedRecords", "Max Skipped Records", -1),
		),
	).Defaults(node.Obj("value", node.Obj("enabled", true, "maxSkippedRecords", -1))).Show(node.When("/fileFormat", "csv")),
}

var spreadsheetV2Declared = node.Params{
	node.Options("operation", "Operation", "fromFile", node.Opt("Read From File", "fromFile"), node.Opt("Write to File", "toFile")).NoExpression(),
	node.Text("binaryPropertyName", "Input Binary Field", "data").Required().Show(node.When("operation", "fromFile")),
	node.Options("fileFormat", "File Format", "autodetect",
		node.Opt("Autodetect", "autodetect"),
		node.Opt("CSV", "csv"),
		node.Opt("HTML", "html"),
		node.Opt("ODS", "ods"),
		node.Opt("RTF", "rtf"),
		node.Opt("XLS", "xls"),
		node.Opt("XLSX", "xlsx"),
	).Show(node.When("operation", "fromFile")),
	node.Collection("options", "Options", spreadsheetReadOptions...).Show(node.When("operation", "fromFile")),
	node.Options("fileFormat", "File Format", "xls", spreadsheetFormats...).Show(node.When("operation", "toFile")),
	node.Text("binaryPropertyName", "Put Output File in Field", "data").Required().Show(node.When("operation", "toFile")),
	node.Collection("options", "Options",
		node.Bool("compression", "Compression", false).Show(node.When("/fileFormat", "xlsx", "ods")),
		node.Text("fileName", "File Name", ""),
		node.Bool("headerRow", "Header Row", true),
		node.Text("sheetName", "Sheet Name", "Sheet").Show(node.When("/fileFormat", "ods", "xls", "xlsx")),
	).Show(node.When("operation", "toFile")),
}

var spreadsheetV1Declared = node.Params{
	node.Options("operation", "Operation", "fromFile", node.Opt("Read From File", "fromFile"), node.Opt("Write to File", "toFile")).NoExpression(),
	node.Text("binaryPropertyName", "Input Binary Field", "data").Required().Show(node.When("operation", "fromFile")),
	node.Options("fileFormat", "File Format", "xls", spreadsheetFormats...).Show(node.When("operation", "toFile")),
	node.Text("binaryPropertyName", "Put Output File in Field", "data").Required().Show(node.When("operation", "toFile")),
	node.Collection("options", "Options", spreadsheetReadOptions...).Show(node.When("operation", "fromFile")),
	node.Collection("options", "Options",
		node.Bool("compression", "Compression", false).Show(node.When("/fileFormat", "xlsx", "ods")),
		node.Text("fileName", "File Name", ""),
		node.Bool("headerRow", "Header Row", true),
		node.Text("sheetName", "Sheet Name", "Sheet").Show(node.When("/fileFormat", "ods", "xls", "xlsx")),
	).Show(node.When("operation", "toFile")),
}
