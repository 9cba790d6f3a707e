package node

import "testing"

func TestDeclarationsAreCopies(t *testing.T) {
	base := Text("a", "A", "").Edit("rows", 1)
	other := base.Edit("rows", 2).Required().Show(When("b", 1))
	if base.IsRequired || base.Editor["rows"] != 1 || base.Visible != nil || other.Editor["rows"] != 2 {
		t.Errorf("the first changed with the second: %+v", base)
	}
}
