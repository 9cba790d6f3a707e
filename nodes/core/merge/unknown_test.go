package merge_test

import "testing"

// What the node does not know gives no items in version 2 and is a failure in
// version 3; without fields to match nothing has a match.
func TestUnknownChoices(t *testing.T) {
	in := []string{`[{"id":1}]`, `[{"id":1}]`}
	const unknown = "Cannot read properties of undefined (reading 'execute')"
	run(t, []testCase{
		{"mode 2", 2.1, `{"mode":"nope"}`, in, `[[]]`, ""},
		{"combination 2", 2.1, `{"mode":"combine","combinationMode":"nope"}`, in, `[[]]`, ""},
		{"branch 2", 2, `{"mode":"chooseBranch","output":"nope"}`, in, `[[]]`, ""},
		{"no fields 2", 2, `{"mode":"combine","combinationMode":"mergeByFields","mergeByFields":{"values":[]}}`, in, `[[]]`, ""},
		{"mode 3", 3, `{"mode":"nope"}`, in, "", unknown},
		{"combination 3", 3.2, `{"mode":"combine","combineBy":"nope"}`, in, "", unknown},
		{"branch 3", 3.2, `{"mode":"chooseBranch","output":"input2","useDataOfInput":"2"}`, in, `[[]]`, ""},
	})
}
