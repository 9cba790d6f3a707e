package item

// Source says where the data on an input came from: run Run of node Node, its
// output Output. It is the original's {previousNode, previousNodeOutput,
// previousNodeRun}.
type Source struct {
	Node   string
	Output int
	Run    int
}

// Pair points at one item of one input.
type Pair struct {
	Item int
	// Input is the input's index; it counts only when HasInput is set, else
	// input 0 is meant and the key is left out when the pair is written.
	Input    int
	HasInput bool
	// Bare is set for an element of a list that is written as a number alone.
	Bare bool
	// Overwrite names another source than the node's recorded one; loop nodes
	// set it.
	Overwrite *Source
}

// Form tells how a lineage was written, because the original keeps the form.
type Form uint8

// The forms of a lineage.
const (
	Unset  Form = iota // no pairedItem key
	Number             // pairedItem: 3
	One                // pairedItem: {item: 3}
	Many               // pairedItem: [{item: 3}, …]
)

// Lineage is an item's pairedItem: which input items it was made from.
// The zero Lineage is unset.
type Lineage struct {
	form     Form
	hasInput bool
	input    int16
	item     int32
	more     *lineageMore
}

type lineageMore struct {
	overwrite *Source
	many      []Pair
}

// From is the lineage {item: i}.
func From(i int) Lineage { return Lineage{form: One, item: int32(i)} }

// FromNumber is the lineage i, written as a bare number.
func FromNumber(i int) Lineage { return Lineage{form: Number, item: int32(i)} }

// FromInput is the lineage {item: i, input: input}.
func FromInput(i, input int) Lineage {
	return Lineage{form: One, item: int32(i), input: int16(input), hasInput: true}
}

// FromPairs is a lineage of several pairs, written as a list.
func FromPairs(pairs ...Pair) Lineage {
	return Lineage{form: Many, more: &lineageMore{many: pairs}}
}

// FromPair1 is the lineage of one pair, written as an object.
func FromPair1(p Pair) Lineage {
	l := Lineage{form: One, item: int32(p.Item), input: int16(p.Input), hasInput: p.HasInput}
	if p.Overwrite != nil {
		l.more = &lineageMore{overwrite: p.Overwrite}
	}
	return l
}

// Form tells how the lineage is written.
func (l Lineage) Form() Form { return l.form }

// IsSet tells whether there is a lineage at all.
func (l Lineage) IsSet() bool { return l.form != Unset }

// First gives the first pair, false when there is none.
func (l Lineage) First() (Pair, bool) {
	switch l.form {
	case Number, One:
		p := Pair{Item: int(l.item), Input: int(l.input), HasInput: l.hasInput}
		if l.more != nil {
			p.Overwrite = l.more.overwrite
		}
		return p, true
	case Many:
		if len(l.more.many) > 0 {
			return l.more.many[0], true
		}
	}
	return Pair{}, false
}

// Pairs gives all pairs.
func (l Lineage) Pairs() []Pair {
	if l.form == Many {
		return l.more.many
	}
	if p, ok := l.First(); ok {
		return []Pair{p}
	}
	return nil
}

// WithOverwrite gives the lineage with every pair pointing at another source.
func (l Lineage) WithOverwrite(src *Source) Lineage {
	switch l.form {
	case Number, One:
		l.form = One
		l.more = &lineageMore{overwrite: src}
	case Many:
		many := make([]Pair, len(l.more.many))
		for i, p := range l.more.many {
			p.Overwrite = src
			many[i] = p
		}
		l.more = &lineageMore{many: many}
	}
	return l
}

// Join gives the pairs of several lineages as one list, in order.
func Join(lineages ...Lineage) Lineage {
	var pairs []Pair
	for _, l := range lineages {
		pairs = append(pairs, l.Pairs()...)
	}
	return FromPairs(pairs...)
}
