package node

import (
	"github.com/kaptinlin/jsonrepair"

	"runnel/runtime/value"
)

// RepairJSON reads JSON, and where it is none tries again after a repair of
// what people and language models get wrong: missing quotes and brackets,
// single quotes, comments, trailing commas. The error is that of the text as
// it was given.
func RepairJSON(text string) (value.Value, error) {
	v, err := value.ParseString(text)
	if err == nil {
		return v, nil
	}
	repaired, repairErr := jsonrepair.Repair(text)
	if repairErr != nil {
		return value.Undefined, err
	}
	v, repairErr = value.ParseString(repaired)
	if repairErr != nil {
		return value.Undefined, err
	}
	return v, nil
}
