package intl

import (
	"strconv"
	"strings"
	"sync"
)

// operands are the plural operands of UTS 35: the absolute value n, its integer part i, the number of visible fraction digits with (v)
// and without (w) trailing zeros, those digits as numbers (f, t), and the compact exponent e.
type operands struct {
	n             float64
	i             float64
	v, w, f, t, e float64
}

// operandsOf reads the operands off a formatted decimal such as "12", "1.50" or "1.2" with compact exponent exp.
func operandsOf(text string, exp int) operands {
	text = strings.TrimPrefix(text, "-")
	n, _ := strconv.ParseFloat(text, 64)
	intPart, frac, _ := strings.Cut(text, ".")
	if len(intPart) > 18 {
		// Only the last digits count in any rule.
		intPart = intPart[len(intPart)-18:]
		n, _ = strconv.ParseFloat(intPart+"."+frac, 64)
	}
	o := operands{n: n, v: float64(len(frac)), e: float64(exp)}
	o.i, _ = strconv.ParseFloat(intPart, 64)
	o.f, _ = strconv.ParseFloat("0"+frac, 64)
	cut := strings.TrimRight(frac, "0")
	o.w = float64(len(cut))
	o.t, _ = strconv.ParseFloat("0"+cut, 64)
	return o
}

// pluralRule is a parsed condition: a disjunction of conjunctions of relations.
type pluralRule struct {
	category string
	or       [][]relation
}

type relation struct {
	operand byte
	mod     float64
	not     bool
	ranges  [][2]float64
}

var pluralRules sync.Map // "cardinal/de" -> []pluralRule

var pluralOrder = []string{"zero", "one", "two", "few", "many"}

// rulesFor returns the rules of a data locale, its parents' where it has none.
func rulesFor(name string, ordinal bool) []pluralRule {
	kind, table := "cardinal/", supplemental().Cardinal
	if ordinal {
		kind, table = "ordinal/", supplemental().Ordinal
	}
	if r, ok := pluralRules.Load(kind + name); ok {
		return r.([]pluralRule)
	}
	var rules []pluralRule
	for key := name; key != ""; {
		if src, ok := table[key]; ok {
			for _, c := range pluralOrder {
				if s, ok := src[c]; ok {
					rules = append(rules, pluralRule{c, parseRule(s)})
				}
			}
			break
		}
		i := strings.LastIndexByte(key, '-')
		if i < 0 {
			break
		}
		key = key[:i]
	}
	pluralRules.Store(kind+name, rules)
	return rules
}

func parseRule(s string) [][]relation {
	var out [][]relation
	for _, c := range strings.Split(s, " or ") {
		var and []relation
		for _, r := range strings.Split(c, " and ") {
			f := strings.Fields(r)
			if len(f) < 3 {
				continue
			}
			x := relation{operand: f[0][0]}
			f = f[1:]
			if f[0] == "%" {
				x.mod, _ = strconv.ParseFloat(f[1], 64)
				f = f[2:]
			}
			x.not = f[0] == "!="
			for _, part := range strings.Split(f[1], ",") {
				lo, hi, ok := strings.Cut(part, "..")
				if !ok {
					hi = lo
				}
				a, _ := strconv.ParseFloat(lo, 64)
				b, _ := strconv.ParseFloat(hi, 64)
				x.ranges = append(x.ranges, [2]float64{a, b})
			}
			and = append(and, x)
		}
		out = append(out, and)
	}
	return out
}

func (r relation) holds(o operands) bool {
	var v float64
	switch r.operand {
	case 'n':
		v = o.n
	case 'i':
		v = o.i
	case 'v':
		v = o.v
	case 'w':
		v = o.w
	case 'f':
		v = o.f
	case 't':
		v = o.t
	case 'e', 'c':
		v = o.e
	}
	if r.mod != 0 {
		q := float64(int64(v / r.mod))
		if v < 1e18 {
			v -= q * r.mod
		} else {
			v = 0
		}
	}
	in := false
	for _, x := range r.ranges {
		if v >= x[0] && v <= x[1] && (x[0] == x[1] || v == float64(int64(v))) {
			in = true
			break
		}
	}
	return in != r.not
}

// pluralCategory returns zero, one, two, few, many or other.
func pluralCategory(rules []pluralRule, o operands) string {
	for _, r := range rules {
		for _, and := range r.or {
			ok := true
			for _, x := range and {
				if !x.holds(o) {
					ok = false
					break
				}
			}
			if ok {
				return r.category
			}
		}
	}
	return "other"
}

// PluralRules is Intl.PluralRules.
type PluralRules struct {
	Locale  string
	Ordinal bool
	data    *locale
	rules   []pluralRule
	Number  *NumberFormat // carries the digit options
}

// NewPluralRules negotiates a locale. The digit options come from number options of which only those are read.
func NewPluralRules(tags []string, ordinal bool, o NumberOptions) (*PluralRules, error) {
	r := resolveLocale(tags)
	o.Style, o.Notation = "decimal", ""
	nf, err := NewNumberFormat([]string{r.tag}, o)
	if err != nil {
		return nil, err
	}
	return &PluralRules{Locale: r.tag, Ordinal: ordinal, data: r.data, rules: rulesFor(r.data.name, ordinal), Number: nf}, nil
}

// Select returns the category of a number.
func (p *PluralRules) Select(d Decimal) string {
	if d.Kind != finite {
		return "other"
	}
	text, exp := p.Number.operandText(d)
	return pluralCategory(p.rules, operandsOf(text, exp))
}

// SelectRange returns the category of a range.
func (p *PluralRules) SelectRange(a, b Decimal) string {
	return rangeCategory(p.data, p.Select(a), p.Select(b))
}

func rangeCategory(l *locale, a, b string) string {
	table := supplemental().Ranges
	for key := l.name; key != ""; {
		if t, ok := table[key]; ok {
			if c, ok := t[a+"-"+b]; ok {
				return c
			}
			return "other"
		}
		i := strings.LastIndexByte(key, '-')
		if i < 0 {
			break
		}
		key = key[:i]
	}
	return "other"
}

// Categories lists what Select may return, in the order that V8 lists them.
func (p *PluralRules) Categories() []string {
	out := []string{}
	for _, c := range []string{"few", "many", "one", "two", "zero"} {
		for _, r := range p.rules {
			if r.category == c {
				out = append(out, c)
			}
		}
	}
	return append(out, "other")
}
