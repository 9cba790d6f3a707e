package convert

import (
	"runnel/runtime/item"
	"runnel/runtime/node"
)

// SpreadsheetV2 and SpreadsheetV1 declare the Spreadsheet File node. They
// differ in how CSV is read: version 1 gives values the types they look like.
var (
	SpreadsheetV2 = node.Define(node.Spec[spreadsheetParams]{
		Name: spreadsheetName, Title: "Spreadsheet File", Groups: []string{"transform"}, Color: "#2244FF", Icon: "table",
		Summary: spreadsheetSummary, Versions: node.Versions(2), Default: 2, Hidden: true,
		Inputs: node.Main(1), Outputs: node.Main(1), Params: spreadsheetV2Declared, Run: runSpreadsheet,
		Examples: []node.Example{{
			Title: "All items as a spreadsheet", Version: 2, Params: `{"operation":"toFile","fileFormat":"xlsx"}`,
			Input: `[{"name":"Ada"},{"name":"Alan"}]`, Output: `[[{}]]`,
		}},
	})
	SpreadsheetV1 = node.Define(node.Spec[spreadsheetParams]{
		Name: spreadsheetName, Title: "Spreadsheet File", Groups: []string{"transform"}, Color: "#2244FF", Icon: "table",
		Summary: spreadsheetSummary, Versions: node.Versions(1), Default: 2, Hidden: true,
		Inputs: node.Main(1), Outputs: node.Main(1), Params: spreadsheetV1Declared, Run: runSpreadsheet,
	})
)

const (
	spreadsheetName    = "n8n-nodes-base.spreadsheetFile"
	spreadsheetSummary = "Reads spreadsheets row by row, and writes items as one."
)

type spreadsheetParams struct {
	Operation node.Field[string] `param:"operation"`
	Format    node.Field[string] `param:"fileFormat"`
	Write     writeOptions
	Read      readOptions
}

func runSpreadsheet(c *node.Call[spreadsheetParams]) (node.Output, error) {
	operation, err := c.P.Operation.At(c, 0)
	if err != nil {
		return nil, err
	}
	if operation == "fromFile" {
		if c.Info().Version < 2 {
			return c.P.readTyped(c)
		}
		return c.P.Read.spreadsheetRows(c, func(i int) (string, error) { return c.P.Format.At(c, i) })
	}
	if operation != "toFile" {
		return node.One(nil), nil
	}
	format, err := c.P.Format.At(c, 0)
	if err != nil {
		return nil, err
	}
	out, err := c.P.Write.write(c, format, "", "spreadsheet")
	if err != nil {
		if !c.ContinueOnFail() {
			return nil, node.Wrap(err)
		}
		one := failed(err, 0)
		one.Paired = allOf(c.Input(0))
		out = []item.Item{one}
	}
	return node.One(out), nil
}

// readTyped reads files of any format as spreadsheets, CSV too.
func (p *spreadsheetParams) readTyped(h node.Host) (node.Output, error) {
	var out []item.Item
	one := func(i int) error {
		source, err := p.Read.Source.At(h, i)
		if err != nil {
			return err
		}
		file, err := node.FileParam(h, 0, i, source)
		if err != nil {
			return err
		}
		rows, err := p.Read.rowsOf(h, file, i, false)
		for _, row := range rows {
			out = append(out, item.FromPair(row, i))
		}
		return err
	}
	for i := range h.Input(0) {
		if err := one(i); err != nil {
			if !h.ContinueOnFail() {
				return nil, node.WrapItem(err, i)
			}
			out = append(out, failed(err, i))
		}
	}
	return node.One(out), nil
}
