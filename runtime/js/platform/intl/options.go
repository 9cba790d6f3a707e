package intl

import (
	"math"
	"slices"
	"strings"
)

// Options is where options come from: an object of a script, or a document. A name whose value is undefined is not there.
type Options interface {
	// Text is the value as text, as ToString of ECMAScript gives it.
	Text(name string) (value string, ok bool)
	// Number is the value as a number, as ToNumber gives it.
	Number(name string) (value float64, ok bool)
	// Truth is the value as a truth, as ToBoolean gives it, and whether it is one by itself.
	Truth(name string) (value, isBool, ok bool)
}

// reader reads options with V8's messages; the first problem is kept.
type reader struct {
	o   Options
	who string
	err error
}

func (r *reader) fail(err error) {
	if r.err == nil {
		r.err = err
	}
}

func (r *reader) oneOf(name string, allowed ...string) string {
	if r.err != nil {
		return ""
	}
	v, ok := r.o.Text(name)
	if !ok {
		return ""
	}
	if !slices.Contains(allowed, v) {
		r.fail(rangeErrorf("Value %s out of range for %s options property %s", v, r.who, name))
	}
	return v
}

func (r *reader) whole(name string, lo, hi int) *int {
	if r.err != nil {
		return nil
	}
	f, ok := r.o.Number(name)
	if !ok {
		return nil
	}
	if f != f || f < float64(lo) || f > float64(hi) {
		r.fail(rangeErrorf("%s value is out of range.", name))
		return nil
	}
	n := int(math.Floor(f))
	return &n
}

// typeName reads an option that is a type subtag, such as a numbering system.
func (r *reader) typeName(name string) string {
	if r.err != nil {
		return ""
	}
	v, ok := r.o.Text(name)
	if !ok {
		return ""
	}
	for p := range strings.SplitSeq(v, "-") {
		if len(p) < 3 || len(p) > 8 || !isAlnum(p) {
			r.fail(rangeErrorf("Invalid %s : %s", name, v))
		}
	}
	return strings.ToLower(v)
}

// ReadNumberOptions reads the options of Intl.NumberFormat, or those of them that Intl.PluralRules has. who is the constructor's name in
// messages. The error is an *OptionError with V8's message.
func ReadNumberOptions(o Options, who string) (NumberOptions, error) {
	r := &reader{o: o, who: who}
	var n NumberOptions
	r.oneOf("localeMatcher", "lookup", "best fit")
	n.NumberingSystem = r.typeName("numberingSystem")
	plural := who == "Intl.PluralRules"
	if !plural {
		n.Style = r.oneOf("style", "decimal", "percent", "currency", "unit")
		if c, ok := o.Text("currency"); ok && r.err == nil {
			if len(c) != 3 || !isAlpha(c) {
				r.fail(rangeErrorf("Invalid currency code : %s", c))
			}
			n.Currency = c
		} else if n.Style == "currency" {
			r.fail(typeErrorf("Currency code is required with currency style."))
		}
		n.CurrencyDisplay = r.oneOf("currencyDisplay", "code", "symbol", "name", "narrowSymbol")
		n.CurrencySign = r.oneOf("currencySign", "standard", "accounting")
		if u, ok := o.Text("unit"); ok && r.err == nil {
			if !KnownUnit(u) {
				r.fail(rangeErrorf("Invalid unit argument for Intl.NumberFormat() '%s'", u))
			}
			n.Unit = u
		} else if n.Style == "unit" {
			r.fail(typeErrorf("Invalid unit argument for Intl.NumberFormat() ''"))
		}
		n.UnitDisplay = r.oneOf("unitDisplay", "short", "narrow", "long")
		n.Notation = r.oneOf("notation", "standard", "scientific", "engineering", "compact")
	}
	n.MinInt = r.whole("minimumIntegerDigits", 1, 21)
	n.MinFrac = r.whole("minimumFractionDigits", 0, 100)
	n.MaxFrac = r.whole("maximumFractionDigits", 0, 100)
	n.MinSig = r.whole("minimumSignificantDigits", 1, 21)
	n.MaxSig = r.whole("maximumSignificantDigits", 1, 21)
	n.RoundingIncrement = r.whole("roundingIncrement", 1, 5000)
	n.RoundingMode = r.oneOf("roundingMode", "ceil", "floor", "expand", "trunc", "halfCeil", "halfFloor", "halfExpand", "halfTrunc", "halfEven")
	n.RoundingPriority = r.oneOf("roundingPriority", "auto", "morePrecision", "lessPrecision")
	n.TrailingZeroDisplay = r.oneOf("trailingZeroDisplay", "auto", "stripIfInteger")
	if plural {
		return n, r.err
	}
	n.CompactDisplay = r.oneOf("compactDisplay", "short", "long")
	if truth, isBool, ok := o.Truth("useGrouping"); ok && r.err == nil {
		switch {
		case !truth:
			n.UseGrouping = "false"
		case isBool:
			n.UseGrouping = "always"
		default:
			switch s, _ := o.Text("useGrouping"); s {
			case "true", "false":
			case "min2", "auto", "always":
				n.UseGrouping = s
			default:
				r.fail(rangeErrorf("Value %s out of range for Intl.NumberFormat options property useGrouping", s))
			}
		}
	}
	n.SignDisplay = r.oneOf("signDisplay", "auto", "never", "always", "exceptZero", "negative")
	return n, r.err
}
