package intl

import (
	"fmt"
	"slices"
	"strings"
	"sync"
)

var simpleUnits = strings.Fields("acre bit byte celsius centimeter day degree fahrenheit fluid-ounce foot gallon gigabit gigabyte gram hectare hour inch kilobit kilobyte kilogram kilometer liter megabit megabyte meter microsecond mile mile-scandinavian milliliter millimeter millisecond minute month nanosecond ounce percent petabyte pound second stone terabit terabyte week yard year")

// KnownUnit reports whether a unit is one that ECMA-402 sanctions, alone or per another.
func KnownUnit(u string) bool {
	num, den, per := strings.Cut(u, "-per-")
	return slices.Contains(simpleUnits, num) && (!per || slices.Contains(simpleUnits, den))
}

// SupportedValues is Intl.supportedValuesOf. ok is false for a key that it does not know.
func SupportedValues(key string) (list []string, ok bool) {
	switch key {
	case "calendar":
		return slices.Clone(calendars), true
	case "collation":
		return strings.Fields("compat emoji eor phonebk pinyin stroke trad zhuyin"), true
	case "currency":
		l := cldrLocale("en")
		for p := l; p != nil; p = p.parent {
			for k := range p.own("currencies") {
				if code, rest, _ := strings.Cut(k, "/"); rest == "name" && len(code) == 3 {
					list = append(list, code)
				}
			}
		}
	case "numberingSystem":
		list = sortedKeys(supplemental().Digits)
	case "timeZone":
		return Zones(), true
	case "unit":
		return slices.Clone(simpleUnits), true
	default:
		return nil, false
	}
	slices.Sort(list)
	return slices.Compact(list), true
}

// cache keeps settled formats, which cost much more to make than to use. It forgets all when it is full: simple, and enough.
type cache[T any] struct {
	mu sync.Mutex
	m  map[string]T
}

func (c *cache[T]) get(key string, make_ func() (T, error)) (T, error) {
	c.mu.Lock()
	v, ok := c.m[key]
	c.mu.Unlock()
	if ok {
		return v, nil
	}
	v, err := make_()
	if err != nil {
		return v, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.m == nil || len(c.m) >= 1024 {
		c.m = map[string]T{}
	}
	c.m[key] = v
	return v, nil
}

var (
	numberCache   cache[*NumberFormat]
	dateCache     cache[*DateTimeFormat]
	collatorCache cache[*Collator]
)

func ints(list ...*int) string {
	s := ""
	for _, p := range list {
		if p == nil {
			s += ",-"
		} else {
			s += "," + itoa(*p)
		}
	}
	return s
}

// CachedNumberFormat is NewNumberFormat with a cache in front.
func CachedNumberFormat(tags []string, o NumberOptions) (*NumberFormat, error) {
	key := strings.Join(tags, ";") + "|" + strings.Join([]string{
		o.Style, o.Currency, o.CurrencyDisplay, o.CurrencySign, o.Unit, o.UnitDisplay, o.Notation, o.CompactDisplay, o.SignDisplay, o.UseGrouping, o.NumberingSystem,
		o.RoundingMode, o.RoundingPriority, o.TrailingZeroDisplay,
	}, "|") + ints(o.MinInt, o.MinFrac, o.MaxFrac, o.MinSig, o.MaxSig, o.RoundingIncrement)
	return numberCache.get(key, func() (*NumberFormat, error) { return NewNumberFormat(tags, o) })
}

// CachedDateTimeFormat is NewDateTimeFormat with a cache in front.
func CachedDateTimeFormat(tags []string, o DateTimeOptions) (*DateTimeFormat, error) {
	h12 := ""
	if o.Hour12 != nil {
		h12 = fmt.Sprint(*o.Hour12)
	}
	zone := ""
	if o.Zone != nil {
		zone = o.Zone.ID + "/" + o.Zone.Loc.String()
	}
	key := strings.Join(tags, ";") + "|" + strings.Join([]string{
		o.Calendar, o.NumberingSystem, o.HourCycle, h12, zone, o.DateStyle, o.TimeStyle, o.Weekday, o.Era, o.Year, o.Month, o.Day, o.DayPeriod, o.Hour, o.Minute, o.Second,
		itoa(o.FractionalSecondDigits), o.TimeZoneName, o.Required, o.Defaults,
	}, "|")
	return dateCache.get(key, func() (*DateTimeFormat, error) { return NewDateTimeFormat(tags, o) })
}

// CachedCollator is NewCollator with a cache in front.
func CachedCollator(tags []string, o CollatorOptions) *Collator {
	flag := func(b *bool) string {
		if b == nil {
			return ""
		}
		return fmt.Sprint(*b)
	}
	key := strings.Join(tags, ";") + "|" + strings.Join([]string{o.Usage, o.Sensitivity, o.CaseFirst, o.Collation, flag(o.IgnorePunctuation), flag(o.Numeric)}, "|")
	c, _ := collatorCache.get(key, func() (*Collator, error) { return NewCollator(tags, o), nil })
	return c
}

// Maximize adds the likely script and region.
func (t *Tag) Maximize() *Tag { return maximize(t) }

// Minimize drops a script and region that are the likely ones.
func (t *Tag) Minimize() *Tag { return minimize(t) }

func (t *Tag) region() string { return or(maximize(t).Region, "001") }

// CalendarList lists the calendars in use where the locale is at home.
func (t *Tag) CalendarList() []string {
	if v := t.Keywords["ca"]; v != "" {
		return []string{v}
	}
	out := []string{}
	for _, c := range supplemental().Calendars[t.region()] {
		out = append(out, canonicalCalendar(c))
	}
	if len(out) == 0 {
		out = []string{"gregory"}
	}
	return out
}

// HourCycleList lists the hour cycle in use where the locale is at home.
func (t *Tag) HourCycleList() []string {
	if v := t.Keywords["hc"]; v != "" {
		return []string{v}
	}
	r := resolved{tag: t.Base(), req: t}
	return []string{hourCycles[r.defaultHourLetter()]}
}

// NumberingSystemList lists the locale's numbering system.
func (t *Tag) NumberingSystemList() []string {
	if v := t.Keywords["nu"]; v != "" {
		return []string{v}
	}
	return []string{resolveLocale([]string{t.String()}).defaultNumberingSystem()}
}

// Direction is ltr or rtl.
func (t *Tag) Direction() string {
	switch maximize(t).Script {
	case "Arab", "Hebr", "Thaa", "Syrc", "Nkoo", "Adlm", "Rohg", "Mand", "Samr":
		return "rtl"
	}
	return "ltr"
}

// ZoneList lists the time zones of the locale's region.
func (t *Tag) ZoneList() []string {
	out := []string{}
	for id, r := range supplemental().ZoneRegion {
		if r == t.Region && strings.Contains(id, "/") {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
}

var weekdays = map[string]int{"mon": 1, "tue": 2, "wed": 3, "thu": 4, "fri": 5, "sat": 6, "sun": 7}

// Week returns the first day of the week, the days of the weekend and the days that the first week of a year has at least. Monday is 1.
func (t *Tag) Week() (first int, weekend []int, minDays int) {
	w := supplemental().Week
	r := t.region()
	first = weekdays[or(w.FirstDay[r], w.FirstDay["001"])]
	if fw := weekdays[t.Keywords["fw"]]; fw != 0 {
		first = fw
	}
	start, end := weekdays[or(w.Start[r], w.Start["001"])], weekdays[or(w.End[r], w.End["001"])]
	for d := start; ; d = d%7 + 1 {
		weekend = append(weekend, d)
		if d == end {
			break
		}
	}
	slices.Sort(weekend)
	minDays = 1
	if v := or(w.MinDays[r], w.MinDays["001"]); isDigits(v) {
		minDays = int(v[0] - '0')
	}
	return first, weekend, minDays
}
