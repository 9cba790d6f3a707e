package expr

import (
	"runnel/runtime/item"
	"runnel/runtime/value"
)

// pairedItemFunctionality marks errors about items and their links.
const pairedItemFunctionality = "pairedItem"

// maxTrace bounds how many steps back an item is traced. Longer chains exist
// only in run data that points in circles.
const maxTrace = 100_000

// trace is the search for the item of a node that an item came from
// (engine.md §8.2).
type trace struct {
	s      *Scope
	dest   int
	method string
	// index is the item the search began with.
	index int
	steps int
	// known are the answers of positions that several ways lead to.
	known map[position]found
}

// position is one item in the run data.
type position struct{ node, run, output, index int }

type found struct {
	at  position
	it  *item.Item
	err error
}

// linked answers the item of node dest that item i of the running node came
// from. method is the name the user called, for messages.
func (s *Scope) linked(dest, i int, method string) (*item.Item, error) {
	if !s.Upstream(dest) {
		return nil, s.noPath(dest)
	}
	if s.Runs(dest) == 0 {
		if _, pinned := s.Pinned(dest); !pinned {
			return nil, notExecuted(s.Name(dest))
		}
	}
	items := s.Items()
	if uint(i) >= uint(len(items)) {
		return nil, s.intermediate(dest, i)
	}
	pair, ok := items[i].Paired.First()
	if !ok {
		return nil, s.noPairing(s.Self(), method)
	}
	if items[i].Paired.Form() == item.Many {
		// The engine gives every input item one link.
		return nil, ErrThrown
	}
	source := pair.Overwrite
	if source == nil {
		sources := s.Sources()
		if pair.Input < len(sources) {
			source = sources[pair.Input]
		}
		if source == nil && len(sources) > 0 {
			source = sources[0]
		}
	}
	return s.traced(dest, source, pair, method, i)
}

// traced follows one source of the running node.
func (s *Scope) traced(dest int, source *item.Source, pair item.Pair, method string, i int) (*item.Item, error) {
	t := &trace{s: s, dest: dest, method: method, index: i}
	f := t.follow(source, pair, -1)
	if f.err != nil {
		return nil, f.err
	}
	return f.it, nil
}

// follow looks up the item a pair points at and goes on from there. below is
// the node the source belongs to, -1 for the running one.
func (t *trace) follow(source *item.Source, pair item.Pair, below int) found {
	s := t.s
	if source == nil {
		return found{err: s.notTraced(t.dest, below)}
	}
	if t.steps++; t.steps > maxTrace {
		return found{err: ErrThrown}
	}
	n, ok := s.Node(source.Node)
	if !ok {
		return found{err: ErrThrown}
	}
	at := position{n, source.Run, source.Output, pair.Item}
	if f, ok := t.known[at]; ok {
		return f
	}
	f := t.look(at, source, pair, below)
	if t.known != nil {
		t.known[at] = f
	}
	return f
}

func (t *trace) look(at position, source *item.Source, pair item.Pair, below int) found {
	s := t.s
	outputs, _ := s.Output(at.node, at.run)
	if s.Runs(at.node) == 0 {
		if pinned, ok := s.Pinned(at.node); ok {
			outputs = [][]item.Item{pinned}
		}
	}
	if at.output >= len(outputs) {
		return found{err: s.noOutput(source, below)}
	}
	items := outputs[at.output]
	if items == nil {
		return found{err: ErrThrown}
	}
	if at.node == t.dest {
		if uint(at.index) >= uint(len(items)) {
			return found{err: s.noPairing(at.node, t.method)}
		}
		return found{at: at, it: &items[at.index]}
	}
	if uint(at.index) >= uint(len(items)) {
		return found{err: ErrThrown}
	}
	lineage := items[at.index].Paired
	first, ok := lineage.First()
	if !ok {
		return found{err: s.noPairing(at.node, t.method)}
	}
	sources := s.RunSources(at.node, at.run)
	next := func(p item.Pair) (*item.Source, bool) {
		if p.Overwrite != nil {
			return p.Overwrite, true
		}
		if uint(p.Input) >= uint(len(sources)) {
			return nil, false
		}
		return sources[p.Input], true
	}
	if lineage.Form() != item.Many {
		src, ok := next(first)
		if !ok {
			return found{err: ErrThrown}
		}
		return t.follow(src, first, at.node)
	}
	if t.known == nil {
		t.known = map[position]found{}
	}
	var hit, failed found
	hits := 0
	for _, p := range lineage.Pairs() {
		src, ok := next(p)
		if !ok {
			continue
		}
		f := t.follow(src, p, at.node)
		switch {
		case f.err != nil:
			if failed.err == nil {
				failed = f
			}
		case hits == 0 || f.at != hit.at:
			hit = f
			hits++
		}
	}
	switch {
	case hits == 1:
		return hit
	case hits > 1:
		return found{err: s.multiple(t.dest, pair.Item)}
	case failed.err != nil:
		return failed
	}
	return found{err: ErrThrown}
}

// scripting tells whether a node runs code, for which texts differ.
func (s *Scope) scripting(n int) bool {
	switch s.NodeType(n) {
	case "n8n-nodes-base.code", "n8n-nodes-base.function", "n8n-nodes-base.functionItem":
		return true
	}
	return false
}

// linkingError makes an error of item linking: message is for parameters,
// short for the code of script nodes, which have no template. cause is the
// node to blame, -1 for none.
func (s *Scope) linkingError(message, short, template string, cause int, fields ...value.Field) *Error {
	e := &Error{Class: ClassExpression, Message: message, Functionality: pairedItemFunctionality}
	pinned := false
	if cause >= 0 {
		_, pinned = s.Pinned(cause)
	}
	switch {
	case pinned:
		e.Message = "Unpin '" + s.Name(cause) + "' to execute"
	case s.scripting(s.Self()):
		e.Message = short
	case template != "":
		e.Context = append(e.Context, textField("messageTemplate", template))
	}
	if cause >= 0 {
		e.Context = append(e.Context, textField("nodeCause", s.Name(cause)))
	}
	for _, f := range fields {
		if f.Key == "descriptionKey" {
			if pinned {
				continue
			}
			if cause >= 0 && s.scripting(cause) {
				f = textField("descriptionKey", f.Value.Str()+"CodeNode")
			}
		}
		e.Context = append(e.Context, f)
	}
	if pinned {
		e.Context = append(e.Context, textField("descriptionKey", "pairedItemPinned"))
	}
	return e
}

// more adds the original's link to a description, where a script or pinned
// data is to blame.
func (s *Scope) more(e *Error, cause int) *Error {
	if cause < 0 {
		return e
	}
	if _, pinned := s.Pinned(cause); pinned || s.scripting(cause) {
		e.Description += ` <a target="_blank" href="https://docs.n8n.io/data/data-mapping/data-item-linking/item-linking-errors/">More info</a>`
	}
	return e
}

func (s *Scope) noPath(dest int) *Error {
	template := textField("messageTemplate", "No path back to referenced node")
	return s.linkingError("Invalid expression", "Invalid expression", "", dest, template, textField("descriptionKey", "pairedItemNoConnection"), textField("type", "paired_item_no_connection"))
}

// noPairing is the error of an item without pairedItem.
func (s *Scope) noPairing(n int, method string) *Error {
	name := s.Name(n)
	e := &Error{
		Class:         ClassExpression,
		Message:       "Paired item data for " + method + " from node '" + name + "' is unavailable. Ensure '" + name + "' is providing the required output.",
		Functionality: pairedItemFunctionality,
	}
	if _, pinned := s.Pinned(n); pinned {
		e.Message = "Using the " + method + " method doesn't work with pinned data in this scenario. Please unpin '" + name + "' and try again."
	}
	key := "pairedItemNoInfo"
	if s.scripting(n) {
		key += "CodeNode"
	}
	e.Context = []value.Field{
		textField("descriptionKey", key), textField("nodeCause", name),
		textField("causeDetailed", "Missing pairedItem data (node '"+name+"' probably didn't supply it)"), textField("type", "paired_item_no_info"),
	}
	return e
}

// intermediateType is the type of the error below.
const intermediateType = "paired_item_intermediate_nodes"

// intermediate is the error of asking for the link of an item that is not there.
func (s *Scope) intermediate(dest, i int) *Error {
	a, b := s.Name(dest), s.Info().Name
	e := s.linkingError("Can’t get data for expression", "Can’t get data", "Can’t get data for expression under ‘%%PARAMETER%%’ field", -1,
		textField("causeDetailed", "pairedItem can't be found when intermediate nodes between ‘<strong>"+a+"</strong>‘ and  ‘<strong>"+b+"</strong> have not executed yet."),
		textField("type", intermediateType))
	e.Description = "Some intermediate nodes between ‘<strong>" + a + "</strong>‘ and  ‘<strong>" + b + "</strong>‘ have not executed yet."
	e.Context = append([]value.Field{{Key: "runIndex", Value: value.Int(s.Info().RunIndex)}, {Key: "itemIndex", Value: value.Int(i)}}, e.Context...)
	return e
}

// noOutput is the error of a source that names an output the run does not have.
func (s *Scope) noOutput(source *item.Source, below int) *Error {
	e := s.linkingError("Can’t get data for expression", "Missing output", "Missing output data", below, textField("type", "internal"))
	e.Description = "Expected output #" + value.FormatNumber(float64(source.Output)) + " from node " + source.Node
	e.Functionality = ""
	return e
}

// notTraced is the error of a source that is not known.
func (s *Scope) notTraced(dest, below int) *Error {
	e := s.linkingError("Paired item resolution failed", "Data not found", "Unable to find paired item source", below, textField("type", "paired_item_no_info"))
	e.Description = "Could not trace back to node '" + s.Name(dest) + "'"
	return s.more(e, below)
}

// multiple is the error of an item that came from several items of one node.
func (s *Scope) multiple(dest, i int) *Error {
	return s.linkingError("Multiple matches found", "Multiple matches", "Multiple matching items for item ["+value.FormatNumber(float64(i))+"]", dest,
		textField("descriptionKey", "pairedItemMultipleMatches"), textField("type", "paired_item_multiple_matches"))
}
