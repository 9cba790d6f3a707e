package platform

import (
	"math"
	"reflect"
	"strconv"
	"strings"

	"github.com/dop251/goja"

	"runnel/runtime/js/platform/intl"
)

var nan = math.NaN()

// localeList is CanonicalizeLocaleList of ECMA-402.
func (r *Realm) localeList(v goja.Value) []string {
	if isUndefined(v) {
		return nil
	}
	if goja.IsNull(v) {
		r.throw("TypeError", "Cannot convert undefined or null to object")
	}
	one := func(x goja.Value) string {
		if l, ok := slot[*localeObject](&r.slots, x); ok {
			return l.tag.String()
		}
		if _, isObject := x.(*goja.Object); !isObject && !goja.IsString(x) {
			r.throw("TypeError", "Language ID should be string or object.")
		}
		return x.String()
	}
	var tags []string
	if _, isObject := v.(*goja.Object); goja.IsString(v) || isObject && isLocale(r, v) {
		tags = []string{one(v)}
	} else {
		o := v.ToObject(r.rt)
		for i := range r.listLength(o) {
			if x := o.Get(strconv.Itoa(i)); x != nil {
				tags = append(tags, one(x))
			}
		}
	}
	for i, s := range tags {
		// Wholly lower-case ASCII of two or three letters is canonical as it is, for nearly all that is asked.
		if s == "en-US" || s == "en" || s == "de" {
			continue
		}
		t, err := intl.ParseTag(s)
		if err != nil {
			r.throw("RangeError", "%s", err.Error())
		}
		tags[i] = t.String()
	}
	return tags
}

// listLength is the length of something like an array that is read one by one. No list that anybody means is as long as what it refuses.
func (r *Realm) listLength(o *goja.Object) int {
	v := o.Get("length")
	if v == nil {
		return 0
	}
	n := v.ToInteger()
	if n > 1<<24 {
		r.throw("RangeError", "Invalid array length")
	}
	return int(max(n, 0))
}

// stoppable throws when the runtime is being interrupted.
func (r *Realm) stoppable() {
	if r.opt.Stop != nil && r.opt.Stop() {
		r.throw("RangeError", "The operation was stopped")
	}
}

func isLocale(r *Realm, v goja.Value) bool {
	_, ok := slot[*localeObject](&r.slots, v)
	return ok
}

// optionReader reads options as GetOption of ECMA-402 does, with V8's messages.
type optionReader struct {
	r   *Realm
	o   *goja.Object
	who string
}

// options makes a reader; coerce says whether primitives are turned into objects (they have no options) or refused.
func (r *Realm) options(v goja.Value, who string, coerce bool) optionReader {
	rd := optionReader{r: r, who: who}
	switch {
	case isUndefined(v):
	case goja.IsNull(v):
		if coerce {
			r.throw("TypeError", "Cannot convert undefined or null to object")
		}
		r.throw("TypeError", "%s called on null or undefined", who)
	default:
		o, ok := v.(*goja.Object)
		if !ok && !coerce {
			r.throw("TypeError", "Incorrect options argument for %s", who)
		}
		if ok {
			rd.o = o
		} else {
			rd.o = v.ToObject(r.rt)
		}
	}
	return rd
}

func (rd optionReader) get(name string) goja.Value {
	if rd.o == nil {
		return nil
	}
	v := rd.o.Get(name)
	if isUndefined(v) {
		return nil
	}
	return v
}

// text reads an option that must be one of the allowed values; without allowed values anything goes.
func (rd optionReader) text(name string, allowed ...string) string {
	v := rd.get(name)
	if v == nil {
		return ""
	}
	s := v.String()
	if len(allowed) == 0 {
		return s
	}
	for _, a := range allowed {
		if s == a {
			return s
		}
	}
	rd.r.throw("RangeError", "Value %s out of range for %s options property %s", s, rd.who, name)
	return ""
}

func (rd optionReader) flag(name string) *bool {
	v := rd.get(name)
	if v == nil {
		return nil
	}
	b := v.ToBoolean()
	return &b
}

// number reads a whole number within bounds.
func (rd optionReader) number(name string, lo, hi int) *int {
	v := rd.get(name)
	if v == nil {
		return nil
	}
	f := v.ToFloat()
	if f != f || f < float64(lo) || f > float64(hi) {
		rd.r.throw("RangeError", "%s value is out of range.", name)
	}
	n := int(math.Floor(f))
	return &n
}

// typeText reads an option that is a type subtag such as a calendar.
func (rd optionReader) typeText(name string) string {
	v := rd.get(name)
	if v == nil {
		return ""
	}
	s := v.String()
	for _, p := range strings.Split(s, "-") {
		ok := len(p) >= 3 && len(p) <= 8
		for _, c := range p {
			ok = ok && (c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z')
		}
		if !ok {
			rd.r.throw("RangeError", "Invalid %s : %s", name, s)
		}
	}
	return strings.ToLower(s)
}

func (rd optionReader) matcher() { rd.text("localeMatcher", "lookup", "best fit") }

// decimal is ToIntlMathematicalValue.
func (r *Realm) decimal(v goja.Value) intl.Decimal {
	if o, ok := v.(*goja.Object); ok {
		v = r.toPrimitive(o)
	}
	if isSymbol(v) {
		r.throw("TypeError", "Cannot convert a Symbol value to a number")
	}
	if v != nil && v.ExportType() != nil && v.ExportType().String() == "*big.Int" {
		d, _ := intl.ParseDecimal(v.String())
		return d
	}
	if goja.IsString(v) {
		s := strings.TrimFunc(v.String(), isJSSpace)
		if d, ok := intl.ParseDecimal(s); ok {
			return d
		}
		return intl.Float(v.ToFloat())
	}
	return intl.Float(v.ToFloat())
}

func isJSSpace(c rune) bool {
	return c == ' ' || c >= '\t' && c <= '\r' || c == '\u00a0' || c == '\ufeff' || c == '\u2028' || c == '\u2029' || c == '\u1680' || c >= '\u2000' && c <= '\u200a' || c == '\u202f' || c == '\u205f' || c == '\u3000'
}

// toPrimitive is ToPrimitive with hint number.
func (r *Realm) toPrimitive(o *goja.Object) goja.Value {
	if f := o.GetSymbol(goja.SymToPrimitive); !isUndefined(f) && !goja.IsNull(f) {
		return r.call(f, o, r.rt.ToValue("number"))
	}
	for _, m := range []string{"valueOf", "toString"} {
		if f, ok := goja.AssertFunction(o.Get(m)); ok {
			v, err := f(o)
			if err != nil {
				panic(rethrow(err))
			}
			if _, isObject := v.(*goja.Object); !isObject {
				return v
			}
		}
	}
	r.throw("TypeError", "Cannot convert object to primitive value")
	return nil
}

func (r *Realm) object(pairs ...any) *goja.Object {
	o := r.rt.NewObject()
	for i := 0; i+1 < len(pairs); i += 2 {
		_ = o.Set(pairs[i].(string), pairs[i+1])
	}
	return o
}

func (r *Realm) partsArray(parts []intl.Part, extra func(o *goja.Object, p intl.Part)) goja.Value {
	list := make([]any, len(parts))
	for i, p := range parts {
		o := r.object("type", p.Type, "value", p.Value)
		if extra != nil {
			extra(o, p)
		}
		list[i] = o
	}
	return r.rt.NewArray(list...)
}

func withSource(o *goja.Object, p intl.Part) { _ = o.Set("source", p.Source) }

// self returns the hidden state of a receiver and throws V8's error where it is of another class.
func self[T any](r *Realm, v goja.Value, method string) T {
	t, ok := slot[T](&r.slots, v)
	if !ok {
		r.throw("TypeError", "Method %s called on incompatible receiver %s", method, describe(v))
	}
	return t
}

// makeIntl makes the Intl object.
func (r *Realm) makeIntl() goja.Value {
	o := r.rt.NewObject()
	_ = o.DefineDataPropertySymbol(goja.SymToStringTag, r.rt.ToValue("Intl"), goja.FLAG_FALSE, goja.FLAG_TRUE, goja.FLAG_FALSE)
	r.method(o, "getCanonicalLocales", 1, func(c goja.FunctionCall) goja.Value {
		return r.stringArray(dedupe(r.localeList(c.Argument(0))))
	})
	r.method(o, "supportedValuesOf", 1, func(c goja.FunctionCall) goja.Value {
		key := c.Argument(0).String()
		list, ok := intl.SupportedValues(key)
		if !ok {
			r.throw("RangeError", "Invalid key : %s", key)
		}
		return r.stringArray(list)
	})
	for _, m := range []struct {
		name string
		make func() *goja.Object
	}{
		{"DateTimeFormat", r.dateTimeFormatClass}, {"NumberFormat", r.numberFormatClass}, {"Collator", r.collatorClass}, {"PluralRules", r.pluralRulesClass},
		{"RelativeTimeFormat", r.relativeTimeFormatClass}, {"ListFormat", r.listFormatClass}, {"Locale", r.localeClass}, {"DisplayNames", r.displayNamesClass}, {"Segmenter", r.segmenterClass},
	} {
		hidden(o, m.name, m.make())
	}
	return o
}

func dedupe(list []string) []string {
	out := []string{}
	seen := map[string]bool{}
	for _, s := range list {
		if !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}

func (r *Realm) stringArray(list []string) goja.Value {
	a := make([]any, len(list))
	for i, s := range list {
		a[i] = s
	}
	return r.rt.NewArray(a...)
}

// intlClass makes a constructor of Intl with supportedLocalesOf.
func (r *Realm) intlClass(name string, length int, callable bool, build func(this *goja.Object, args []goja.Value)) (ctor, proto *goja.Object) {
	message := ""
	if !callable {
		message = "Constructor Intl." + name + " requires 'new'"
	}
	ctor, proto = r.class(name, length, message, build)
	tagged(proto, r.rt, "Intl."+name)
	if name != "Locale" {
		r.method(ctor, "supportedLocalesOf", 1, func(c goja.FunctionCall) goja.Value {
			tags := dedupe(r.localeList(c.Argument(0)))
			if o := c.Argument(1); !isUndefined(o) {
				r.options(o, "Intl."+name, true).matcher()
			}
			return r.stringArray(intl.Supported(tags))
		})
	}
	return ctor, proto
}

var dateStyles = []string{"full", "long", "medium", "short"}

// readDateOptions reads the options of a DateTimeFormat. required and defaults are those of ToDateTimeOptions.
func (r *Realm) readDateOptions(v goja.Value, required, defaults string) intl.DateTimeOptions {
	rd := r.options(v, "Intl.DateTimeFormat", true)
	var o intl.DateTimeOptions
	o.Required, o.Defaults = required, defaults
	o.Zone = r.zone()
	if rd.o == nil {
		return o
	}
	rd.matcher()
	o.Calendar = rd.typeText("calendar")
	o.NumberingSystem = rd.typeText("numberingSystem")
	o.Hour12 = rd.flag("hour12")
	o.HourCycle = rd.text("hourCycle", "h11", "h12", "h23", "h24")
	if tz := rd.get("timeZone"); tz != nil {
		z, ok := intl.LoadZone(tz.String())
		if !ok {
			r.throw("RangeError", "Invalid time zone specified: %s", tz.String())
		}
		o.Zone = z
	}
	narrow := []string{"narrow", "long", "short"}
	digits := []string{"2-digit", "numeric"}
	o.Weekday = rd.text("weekday", narrow...)
	o.Era = rd.text("era", narrow...)
	o.Year = rd.text("year", digits...)
	o.Month = rd.text("month", "narrow", "long", "short", "2-digit", "numeric")
	o.Day = rd.text("day", digits...)
	o.DayPeriod = rd.text("dayPeriod", narrow...)
	o.Hour = rd.text("hour", digits...)
	o.Minute = rd.text("minute", digits...)
	o.Second = rd.text("second", digits...)
	if n := rd.number("fractionalSecondDigits", 1, 3); n != nil {
		o.FractionalSecondDigits = *n
	}
	o.TimeZoneName = rd.text("timeZoneName", "long", "short", "longOffset", "shortOffset", "longGeneric", "shortGeneric")
	rd.text("formatMatcher", "basic", "best fit")
	o.DateStyle = rd.text("dateStyle", dateStyles...)
	o.TimeStyle = rd.text("timeStyle", dateStyles...)
	if o.DateStyle != "" || o.TimeStyle != "" {
		which := "dateStyle"
		if o.DateStyle == "" {
			which = "timeStyle"
		}
		for _, f := range []struct{ name, value string }{
			{"weekday", o.Weekday}, {"era", o.Era}, {"year", o.Year}, {"month", o.Month}, {"day", o.Day}, {"dayPeriod", o.DayPeriod}, {"hour", o.Hour}, {"minute", o.Minute},
			{"second", o.Second}, {"timeZoneName", o.TimeZoneName},
		} {
			if f.value != "" {
				r.throw("TypeError", "Can't set option %s when %s is used", f.name, which)
			}
		}
		if o.FractionalSecondDigits != 0 {
			r.throw("TypeError", "Can't set option fractionalSecondDigits when %s is used", which)
		}
		if required == "date" && o.TimeStyle != "" {
			r.throw("TypeError", "Invalid option : timeStyle")
		}
		if required == "time" && o.DateStyle != "" {
			r.throw("TypeError", "Invalid option : dateStyle")
		}
	}
	return o
}

// dateTimeFormat negotiates a format, from the cache where there is one.
func (r *Realm) dateTimeFormat(locales, options goja.Value, required, defaults string) *intl.DateTimeFormat {
	tags := r.localeList(locales)
	f, err := intl.CachedDateTimeFormat(tags, r.readDateOptions(options, required, defaults))
	if err != nil {
		r.raise(err)
	}
	return f
}

// timeArg is the time to format: now where the argument is missing.
func (r *Realm) timeArg(v goja.Value) float64 {
	if isUndefined(v) {
		return float64(r.opt.Now().UnixMilli())
	}
	return v.ToNumber().ToFloat()
}

func (r *Realm) formatDate(f *intl.DateTimeFormat, ms float64) goja.Value {
	s, err := f.Format(ms)
	if err != nil {
		r.raise(err)
	}
	return r.rt.ToValue(s)
}

type boundFormat[T any] struct {
	f     T
	bound goja.Value
}

func (r *Realm) dateTimeFormatClass() *goja.Object {
	type state = *boundFormat[*intl.DateTimeFormat]
	ctor, proto := r.intlClass("DateTimeFormat", 0, true, func(this *goja.Object, args []goja.Value) {
		r.slots.set(this, &boundFormat[*intl.DateTimeFormat]{f: r.dateTimeFormat(arg(args, 0), arg(args, 1), "any", "date")})
	})
	r.getter(proto, "format", func(this goja.Value) goja.Value {
		s := self[state](r, this, "get Intl.DateTimeFormat.prototype.format")
		if s.bound == nil {
			s.bound = r.function("", 1, func(c goja.FunctionCall) goja.Value { return r.formatDate(s.f, r.timeArg(c.Argument(0))) })
		}
		return s.bound
	})
	r.method(proto, "formatToParts", 1, func(c goja.FunctionCall) goja.Value {
		s := self[state](r, c.This, "Intl.DateTimeFormat.prototype.formatToParts")
		parts, err := s.f.Parts(r.timeArg(c.Argument(0)))
		if err != nil {
			r.raise(err)
		}
		return r.partsArray(parts, nil)
	})
	ends := func(c goja.FunctionCall) (float64, float64) {
		if isUndefined(c.Argument(0)) || isUndefined(c.Argument(1)) {
			r.throw("TypeError", "Invalid time value")
		}
		return c.Argument(0).ToNumber().ToFloat(), c.Argument(1).ToNumber().ToFloat()
	}
	r.method(proto, "formatRange", 2, func(c goja.FunctionCall) goja.Value {
		s := self[state](r, c.This, "Intl.DateTimeFormat.prototype.formatRange")
		a, b := ends(c)
		text, err := s.f.FormatRange(a, b)
		if err != nil {
			r.raise(err)
		}
		return r.rt.ToValue(text)
	})
	r.method(proto, "formatRangeToParts", 2, func(c goja.FunctionCall) goja.Value {
		s := self[state](r, c.This, "Intl.DateTimeFormat.prototype.formatRangeToParts")
		a, b := ends(c)
		parts, err := s.f.RangeParts(a, b)
		if err != nil {
			r.raise(err)
		}
		return r.partsArray(parts, withSource)
	})
	r.method(proto, "resolvedOptions", 0, func(c goja.FunctionCall) goja.Value {
		f := self[state](r, c.This, "Intl.DateTimeFormat.prototype.resolvedOptions").f
		o := r.object("locale", f.Locale, "calendar", f.Calendar, "numberingSystem", f.NumberingSystem, "timeZone", f.Zone.ID)
		if f.HourCycle != "" {
			_ = o.Set("hourCycle", f.HourCycle)
			_ = o.Set("hour12", f.HourCycle == "h11" || f.HourCycle == "h12")
		}
		if f.DateStyle == "" && f.TimeStyle == "" {
			for _, n := range []string{"weekday", "era", "year", "month", "day", "dayPeriod", "hour", "minute", "second", "fractionalSecondDigits", "timeZoneName"} {
				if v, ok := f.Has(n); ok {
					if n == "fractionalSecondDigits" {
						d, _ := strconv.Atoi(v)
						_ = o.Set(n, d)
					} else {
						_ = o.Set(n, v)
					}
				}
			}
		}
		if f.DateStyle != "" {
			_ = o.Set("dateStyle", f.DateStyle)
		}
		if f.TimeStyle != "" {
			_ = o.Set("timeStyle", f.TimeStyle)
		}
		return o
	})
	return ctor
}

// Text, Number, Truth and IsTruth implement intl.Options over an object of a script.
func (rd optionReader) Text(name string) (string, bool) {
	v := rd.get(name)
	if v == nil {
		return "", false
	}
	return rd.r.text(v), true
}

func (rd optionReader) Number(name string) (float64, bool) {
	v := rd.get(name)
	if v == nil {
		return 0, false
	}
	return rd.r.number(v), true
}

func (rd optionReader) Truth(name string) (value, isBool, ok bool) {
	v := rd.get(name)
	if v == nil {
		return false, false, false
	}
	return v.ToBoolean(), v.ExportType() != nil && v.ExportType().Kind() == reflect.Bool, true
}

// readNumberOptions reads the options of a NumberFormat.
func (r *Realm) readNumberOptions(v goja.Value, who string) intl.NumberOptions {
	rd := r.options(v, who, !goja.IsNull(v))
	if rd.o == nil {
		return intl.NumberOptions{}
	}
	o, err := intl.ReadNumberOptions(rd, who)
	if err != nil {
		r.raise(err)
	}
	return o
}

func (r *Realm) numberFormat(locales, options goja.Value) *intl.NumberFormat {
	tags := r.localeList(locales)
	f, err := intl.CachedNumberFormat(tags, r.readNumberOptions(options, "Intl.NumberFormat"))
	if err != nil {
		r.raise(err)
	}
	return f
}

func (r *Realm) numberFormatClass() *goja.Object {
	type state = *boundFormat[*intl.NumberFormat]
	ctor, proto := r.intlClass("NumberFormat", 0, true, func(this *goja.Object, args []goja.Value) {
		r.slots.set(this, &boundFormat[*intl.NumberFormat]{f: r.numberFormat(arg(args, 0), arg(args, 1))})
	})
	r.getter(proto, "format", func(this goja.Value) goja.Value {
		s := self[state](r, this, "get Intl.NumberFormat.prototype.format")
		if s.bound == nil {
			s.bound = r.function("", 1, func(c goja.FunctionCall) goja.Value { return r.rt.ToValue(s.f.Format(r.decimal(c.Argument(0)))) })
		}
		return s.bound
	})
	r.method(proto, "formatToParts", 1, func(c goja.FunctionCall) goja.Value {
		s := self[state](r, c.This, "Intl.NumberFormat.prototype.formatToParts")
		return r.partsArray(s.f.Parts(r.decimal(c.Argument(0))), nil)
	})
	ranged := func(c goja.FunctionCall, name string) []intl.Part {
		s := self[state](r, c.This, "Intl.NumberFormat.prototype."+name)
		for i, which := range []string{"start", "end"} {
			if isUndefined(c.Argument(i)) {
				r.throw("TypeError", "Invalid %s : undefined", which)
			}
		}
		parts, err := s.f.RangeParts(r.decimal(c.Argument(0)), r.decimal(c.Argument(1)))
		if err != nil {
			r.raise(err)
		}
		return parts
	}
	r.method(proto, "formatRange", 2, func(c goja.FunctionCall) goja.Value { return r.rt.ToValue(intl.Text(ranged(c, "formatRange"))) })
	r.method(proto, "formatRangeToParts", 2, func(c goja.FunctionCall) goja.Value {
		return r.partsArray(ranged(c, "formatRangeToParts"), withSource)
	})
	r.method(proto, "resolvedOptions", 0, func(c goja.FunctionCall) goja.Value {
		f := self[state](r, c.This, "Intl.NumberFormat.prototype.resolvedOptions").f
		o := r.object("locale", f.Locale, "numberingSystem", f.NumberingSystem, "style", f.Style)
		set := func(k string, v any) { _ = o.Set(k, v) }
		switch f.Style {
		case "currency":
			set("currency", f.Currency)
			set("currencyDisplay", f.CurrencyDisplay)
			set("currencySign", f.CurrencySign)
		case "unit":
			set("unit", f.Unit)
			set("unitDisplay", f.UnitDisplay)
		}
		r.digitOptions(o, f)
		if f.UseGrouping == "false" {
			set("useGrouping", false)
		} else {
			set("useGrouping", f.UseGrouping)
		}
		set("notation", f.Notation)
		if f.Notation == "compact" {
			set("compactDisplay", f.CompactDisplay)
		}
		set("signDisplay", f.SignDisplay)
		set("roundingMode", f.RoundingMode)
		set("roundingIncrement", f.RoundingIncrement)
		set("trailingZeroDisplay", f.TrailingZeroDisplay)
		set("roundingPriority", f.RoundingPriority)
		return o
	})
	return ctor
}

func (r *Realm) digitOptions(o *goja.Object, f *intl.NumberFormat) {
	_ = o.Set("minimumIntegerDigits", f.MinInt)
	if f.HasSig {
		_ = o.Set("minimumSignificantDigits", f.MinSig)
		_ = o.Set("maximumSignificantDigits", f.MaxSig)
	}
	if f.HasFrac {
		_ = o.Set("minimumFractionDigits", f.MinFrac)
		_ = o.Set("maximumFractionDigits", f.MaxFrac)
	}
}

func (r *Realm) collator(locales, options goja.Value) *intl.Collator {
	tags := r.localeList(locales)
	rd := r.options(options, "Intl.Collator", true)
	var o intl.CollatorOptions
	if rd.o != nil {
		o.Usage = rd.text("usage", "sort", "search")
		rd.matcher()
		o.Collation = rd.typeText("collation")
		o.Numeric = rd.flag("numeric")
		o.CaseFirst = rd.text("caseFirst", "upper", "lower", "false")
		o.Sensitivity = rd.text("sensitivity", "base", "accent", "case", "variant")
		o.IgnorePunctuation = rd.flag("ignorePunctuation")
	}
	return intl.CachedCollator(tags, o)
}

func (r *Realm) collatorClass() *goja.Object {
	type state = *boundFormat[*intl.Collator]
	ctor, proto := r.intlClass("Collator", 0, true, func(this *goja.Object, args []goja.Value) {
		r.slots.set(this, &boundFormat[*intl.Collator]{f: r.collator(arg(args, 0), arg(args, 1))})
	})
	r.getter(proto, "compare", func(this goja.Value) goja.Value {
		s := self[state](r, this, "get Intl.Collator.prototype.compare")
		if s.bound == nil {
			s.bound = r.function("", 2, func(c goja.FunctionCall) goja.Value {
				return r.rt.ToValue(s.f.Compare(c.Argument(0).String(), c.Argument(1).String()))
			})
		}
		return s.bound
	})
	r.method(proto, "resolvedOptions", 0, func(c goja.FunctionCall) goja.Value {
		k := self[state](r, c.This, "Intl.Collator.prototype.resolvedOptions").f
		return r.object("locale", k.Locale, "usage", k.Usage, "sensitivity", k.Sensitivity, "ignorePunctuation", k.IgnorePunctuation, "collation", k.Collation, "numeric", k.Numeric, "caseFirst", k.CaseFirst)
	})
	return ctor
}

func (r *Realm) pluralRulesClass() *goja.Object {
	type state = *intl.PluralRules
	ctor, proto := r.intlClass("PluralRules", 0, false, func(this *goja.Object, args []goja.Value) {
		tags := r.localeList(arg(args, 0))
		rd := r.options(arg(args, 1), "Intl.PluralRules", true)
		typ := rd.text("type", "cardinal", "ordinal")
		p, err := intl.NewPluralRules(tags, typ == "ordinal", r.readNumberOptions(arg(args, 1), "Intl.PluralRules"))
		if err != nil {
			r.raise(err)
		}
		r.slots.set(this, p)
	})
	r.method(proto, "select", 1, func(c goja.FunctionCall) goja.Value {
		p := self[state](r, c.This, "Intl.PluralRules.prototype.select")
		return r.rt.ToValue(p.Select(intl.Float(c.Argument(0).ToNumber().ToFloat())))
	})
	r.method(proto, "selectRange", 2, func(c goja.FunctionCall) goja.Value {
		p := self[state](r, c.This, "Intl.PluralRules.prototype.selectRange")
		if isUndefined(c.Argument(0)) || isUndefined(c.Argument(1)) {
			r.throw("TypeError", "Invalid start range value")
		}
		return r.rt.ToValue(p.SelectRange(intl.Float(c.Argument(0).ToNumber().ToFloat()), intl.Float(c.Argument(1).ToNumber().ToFloat())))
	})
	r.method(proto, "resolvedOptions", 0, func(c goja.FunctionCall) goja.Value {
		p := self[state](r, c.This, "Intl.PluralRules.prototype.resolvedOptions")
		typ := "cardinal"
		if p.Ordinal {
			typ = "ordinal"
		}
		o := r.object("locale", p.Locale, "type", typ)
		r.digitOptions(o, p.Number)
		_ = o.Set("pluralCategories", r.stringArray(p.Categories()))
		return o
	})
	return ctor
}

func (r *Realm) relativeTimeFormatClass() *goja.Object {
	type state = *intl.RelativeTimeFormat
	ctor, proto := r.intlClass("RelativeTimeFormat", 0, false, func(this *goja.Object, args []goja.Value) {
		tags := r.localeList(arg(args, 0))
		rd := r.options(arg(args, 1), "Intl.RelativeTimeFormat", true)
		rd.matcher()
		nu := rd.typeText("numberingSystem")
		style := rd.text("style", "long", "short", "narrow")
		numeric := rd.text("numeric", "always", "auto")
		r.slots.set(this, intl.NewRelativeTimeFormat(tags, style, numeric, nu))
	})
	parts := func(c goja.FunctionCall, name string) []intl.Part {
		f := self[state](r, c.This, "Intl.RelativeTimeFormat.prototype."+name)
		v := c.Argument(0).ToNumber().ToFloat()
		unit := c.Argument(1).String()
		if v != v || math.IsInf(v, 0) {
			r.throw("RangeError", "Value need to be finite number for Intl.RelativeTimeFormat.prototype.%s()", name)
		}
		u, ok := intl.RelativeUnit(unit)
		if !ok {
			r.throw("RangeError", "Invalid unit argument for Intl.RelativeTimeFormat.prototype.%s() '%s'", name, unit)
		}
		return f.Parts(intl.Float(v), u)
	}
	r.method(proto, "format", 2, func(c goja.FunctionCall) goja.Value { return r.rt.ToValue(intl.Text(parts(c, "format"))) })
	r.method(proto, "formatToParts", 2, func(c goja.FunctionCall) goja.Value {
		return r.partsArray(parts(c, "formatToParts"), func(o *goja.Object, p intl.Part) {
			if p.Unit != "" {
				_ = o.Set("unit", p.Unit)
			}
		})
	})
	r.method(proto, "resolvedOptions", 0, func(c goja.FunctionCall) goja.Value {
		f := self[state](r, c.This, "Intl.RelativeTimeFormat.prototype.resolvedOptions")
		return r.object("locale", f.Locale, "style", f.Style, "numeric", f.Numeric, "numberingSystem", f.NumberingSystem)
	})
	return ctor
}

func (r *Realm) listFormatClass() *goja.Object {
	type state = *intl.ListFormat
	ctor, proto := r.intlClass("ListFormat", 0, false, func(this *goja.Object, args []goja.Value) {
		tags := r.localeList(arg(args, 0))
		if o := arg(args, 1); !isUndefined(o) {
			if _, ok := o.(*goja.Object); !ok {
				r.throw("TypeError", "invalid_argument")
			}
		}
		rd := r.options(arg(args, 1), "Intl.ListFormat", false)
		rd.matcher()
		typ := rd.text("type", "conjunction", "disjunction", "unit")
		style := rd.text("style", "long", "short", "narrow")
		r.slots.set(this, intl.NewListFormat(tags, typ, style))
	})
	parts := func(c goja.FunctionCall, name string) []intl.Part {
		f := self[state](r, c.This, "Intl.ListFormat.prototype."+name)
		list := []string{}
		if v := c.Argument(0); !isUndefined(v) {
			r.iterate(v, func(x goja.Value) bool {
				if !goja.IsString(x) {
					r.throw("TypeError", "Iterable yielded %s which is not a string", describe(x))
				}
				list = append(list, x.String())
				return true
			})
		}
		return f.Parts(list)
	}
	r.method(proto, "format", 1, func(c goja.FunctionCall) goja.Value { return r.rt.ToValue(intl.Text(parts(c, "format"))) })
	r.method(proto, "formatToParts", 1, func(c goja.FunctionCall) goja.Value { return r.partsArray(parts(c, "formatToParts"), nil) })
	r.method(proto, "resolvedOptions", 0, func(c goja.FunctionCall) goja.Value {
		f := self[state](r, c.This, "Intl.ListFormat.prototype.resolvedOptions")
		return r.object("locale", f.Locale, "type", f.Type, "style", f.Style)
	})
	return ctor
}

func (r *Realm) displayNamesClass() *goja.Object {
	type state = *intl.DisplayNames
	ctor, proto := r.intlClass("DisplayNames", 2, false, func(this *goja.Object, args []goja.Value) {
		tags := r.localeList(arg(args, 0))
		if isUndefined(arg(args, 1)) {
			r.throw("TypeError", "invalid_argument")
		}
		rd := r.options(arg(args, 1), "Intl.DisplayNames", false)
		rd.matcher()
		style := rd.text("style", "narrow", "short", "long")
		typ := rd.text("type", "language", "region", "script", "currency", "calendar", "dateTimeField")
		if typ == "" {
			r.throw("TypeError", "invalid_argument")
		}
		fallback := rd.text("fallback", "code", "none")
		dialect := rd.text("languageDisplay", "dialect", "standard")
		r.slots.set(this, intl.NewDisplayNames(tags, typ, style, fallback, dialect))
	})
	r.method(proto, "of", 1, func(c goja.FunctionCall) goja.Value {
		d := self[state](r, c.This, "Intl.DisplayNames.prototype.of")
		name, ok, err := d.Of(c.Argument(0).String())
		if err != nil {
			r.raise(err)
		}
		if !ok {
			return goja.Undefined()
		}
		return r.rt.ToValue(name)
	})
	r.method(proto, "resolvedOptions", 0, func(c goja.FunctionCall) goja.Value {
		d := self[state](r, c.This, "Intl.DisplayNames.prototype.resolvedOptions")
		o := r.object("locale", d.Locale, "style", d.Style, "type", d.Type, "fallback", d.Fallback)
		if d.Type == "language" {
			_ = o.Set("languageDisplay", d.LanguageDisplay)
		}
		return o
	})
	return ctor
}

type localeObject struct{ tag *intl.Tag }

func (r *Realm) localeClass() *goja.Object {
	type state = *localeObject
	var ctor, proto *goja.Object
	ctor, proto = r.intlClass("Locale", 1, false, func(this *goja.Object, args []goja.Value) {
		v := arg(args, 0)
		_, isObject := v.(*goja.Object)
		if !isObject && !goja.IsString(v) {
			r.throw("TypeError", "First argument to Intl.Locale constructor can't be empty or missing")
		}
		text := v.String()
		if l, ok := slot[state](&r.slots, v); ok {
			text = l.tag.String()
		}
		t, err := intl.ParseTag(text)
		if err != nil {
			r.throw("RangeError", "%s", err.Error())
		}
		rd := r.options(arg(args, 1), "Intl.Locale", true)
		part := func(name string, set func(string)) {
			if x := rd.get(name); x != nil {
				set(x.String())
			}
		}
		part("language", func(s string) { t.Language = strings.ToLower(s) })
		part("script", func(s string) { t.Script = s })
		part("region", func(s string) { t.Region = strings.ToUpper(s) })
		keyword := func(key, value string) {
			if value == "" {
				return
			}
			if t.Keywords == nil {
				t.Keywords = map[string]string{}
			}
			t.Keywords[key] = value
		}
		keyword("ca", rd.typeText("calendar"))
		keyword("co", rd.typeText("collation"))
		keyword("hc", rd.text("hourCycle", "h11", "h12", "h23", "h24"))
		keyword("kf", rd.text("caseFirst", "upper", "lower", "false"))
		if n := rd.flag("numeric"); n != nil {
			if t.Keywords == nil {
				t.Keywords = map[string]string{}
			}
			t.Keywords["kn"] = map[bool]string{true: "", false: "false"}[*n]
		}
		keyword("nu", rd.typeText("numberingSystem"))
		if t, err = intl.ParseTag(t.String()); err != nil {
			r.throw("RangeError", "Incorrect locale information provided")
		}
		r.slots.set(this, &localeObject{t})
	})
	r.method(proto, "toString", 0, func(c goja.FunctionCall) goja.Value {
		return r.rt.ToValue(self[state](r, c.This, "Intl.Locale.prototype.toString").tag.String())
	})
	fromTag := func(t *intl.Tag) goja.Value {
		o, err := r.rt.New(ctor, r.rt.ToValue(t.String()))
		if err != nil {
			panic(rethrow(err))
		}
		return o
	}
	r.method(proto, "maximize", 0, func(c goja.FunctionCall) goja.Value {
		return fromTag(self[state](r, c.This, "Intl.Locale.prototype.maximize").tag.Maximize())
	})
	r.method(proto, "minimize", 0, func(c goja.FunctionCall) goja.Value {
		return fromTag(self[state](r, c.This, "Intl.Locale.prototype.minimize").tag.Minimize())
	})
	get := func(name string, f func(t *intl.Tag) any) {
		r.getter(proto, name, func(this goja.Value) goja.Value {
			t := self[state](r, this, "Intl.Locale.prototype."+name).tag
			v := f(t)
			if v == "" {
				return goja.Undefined()
			}
			if list, ok := v.([]string); ok {
				return r.stringArray(list)
			}
			return r.rt.ToValue(v)
		})
	}
	get("language", func(t *intl.Tag) any { return t.Language })
	get("script", func(t *intl.Tag) any { return t.Script })
	get("region", func(t *intl.Tag) any { return t.Region })
	get("baseName", func(t *intl.Tag) any { return t.Base() })
	for name, key := range map[string]string{"calendar": "ca", "collation": "co", "hourCycle": "hc", "caseFirst": "kf", "numberingSystem": "nu"} {
		get(name, func(t *intl.Tag) any { return t.Keywords[key] })
	}
	get("numeric", func(t *intl.Tag) any { v, ok := t.Keywords["kn"]; return ok && v != "false" })
	get("calendars", func(t *intl.Tag) any { return t.CalendarList() })
	get("hourCycles", func(t *intl.Tag) any { return t.HourCycleList() })
	get("numberingSystems", func(t *intl.Tag) any { return t.NumberingSystemList() })
	get("collations", func(t *intl.Tag) any { return []string{"emoji", "eor"} })
	r.getter(proto, "textInfo", func(this goja.Value) goja.Value {
		return r.object("direction", self[state](r, this, "Intl.Locale.prototype.textInfo").tag.Direction())
	})
	r.getter(proto, "timeZones", func(this goja.Value) goja.Value {
		t := self[state](r, this, "Intl.Locale.prototype.timeZones").tag
		if t.Region == "" {
			return goja.Undefined()
		}
		return r.stringArray(t.ZoneList())
	})
	r.getter(proto, "weekInfo", func(this goja.Value) goja.Value {
		first, weekend, days := self[state](r, this, "Intl.Locale.prototype.weekInfo").tag.Week()
		list := make([]any, len(weekend))
		for i, d := range weekend {
			list[i] = d
		}
		return r.object("firstDay", first, "weekend", r.rt.NewArray(list...), "minimalDays", days)
	})
	return ctor
}

func (r *Realm) segmenterClass() *goja.Object {
	type state = *intl.Segmenter
	type segments struct {
		s    *intl.Segmenter
		text goja.Value
		list []intl.Segment
	}
	ctor, proto := r.intlClass("Segmenter", 0, false, func(this *goja.Object, args []goja.Value) {
		tags := r.localeList(arg(args, 0))
		rd := r.options(arg(args, 1), "Intl.Segmenter", false || !goja.IsNull(arg(args, 1)))
		rd.matcher()
		r.slots.set(this, intl.NewSegmenter(tags, rd.text("granularity", "grapheme", "word", "sentence")))
	})
	data := func(s *segments, x intl.Segment) goja.Value {
		o := r.object("segment", x.Text, "index", x.Index, "input", s.text)
		if s.s.Granularity == "word" {
			_ = o.Set("isWordLike", x.WordLike)
		}
		return o
	}
	segProto := r.rt.NewObject()
	r.method(segProto, "containing", 1, func(c goja.FunctionCall) goja.Value {
		s := self[*segments](r, c.This, "%SegmentsPrototype%.containing")
		n := int(c.Argument(0).ToInteger())
		for _, x := range s.list {
			if n >= x.Index && n < x.Index+x.Units {
				return data(s, x)
			}
		}
		return goja.Undefined()
	})
	r.symbolMethod(segProto, goja.SymIterator, "[Symbol.iterator]", 0, func(c goja.FunctionCall) goja.Value {
		s := self[*segments](r, c.This, "%SegmentsPrototype%[Symbol.iterator]")
		i := 0
		return r.iterator("Segmenter String Iterator", func() (goja.Value, bool) {
			if i >= len(s.list) {
				return nil, false
			}
			i++
			return data(s, s.list[i-1]), true
		})
	})
	r.method(proto, "segment", 1, func(c goja.FunctionCall) goja.Value {
		s := self[state](r, c.This, "Intl.Segmenter.prototype.segment")
		text := goja.Value(textOf(c.Argument(0)))
		o := r.rt.NewObject()
		_ = o.SetPrototype(segProto)
		r.slots.set(o, &segments{s, text, s.Segments(text.String())})
		return o
	})
	r.method(proto, "resolvedOptions", 0, func(c goja.FunctionCall) goja.Value {
		s := self[state](r, c.This, "Intl.Segmenter.prototype.resolvedOptions")
		return r.object("locale", s.Locale, "granularity", s.Granularity)
	})
	return ctor
}

// iterator makes an iterator over what next returns.
func (r *Realm) iterator(tag string, next func() (goja.Value, bool)) *goja.Object {
	o := r.rt.NewObject()
	_ = o.SetPrototype(r.iteratorPrototype())
	r.method(o, "next", 0, func(goja.FunctionCall) goja.Value {
		v, ok := next()
		if !ok {
			return r.object("value", goja.Undefined(), "done", true)
		}
		return r.object("value", v, "done", false)
	})
	tagged(o, r.rt, tag)
	return o
}

// iteratorPrototype is %IteratorPrototype%.
func (r *Realm) iteratorPrototype() *goja.Object {
	it := r.call(r.rt.NewArray().GetSymbol(goja.SymIterator), r.rt.NewArray()).(*goja.Object)
	return it.Prototype().Prototype()
}
