// Package convert is the family of nodes that make files of data and data of
// files: Convert to File, Extract from File, Spreadsheet File, Move Binary
// Data, iCalendar and Read PDF (transform reference §18 to §21).
package convert
