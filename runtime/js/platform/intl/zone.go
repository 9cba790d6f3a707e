package intl

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // the binary must know the same zones everywhere
)

// Zone is a time zone under the name that ECMA-402 reports it by.
type Zone struct {
	ID  string // the CLDR's canonical name, "UTC" for all names of it
	Loc *time.Location
}

var (
	zoneCache sync.Map // name as asked -> *Zone
	zoneFold  = sync.OnceValue(func() map[string]string {
		m := map[string]string{}
		s := supplemental()
		for id := range s.ZoneRegion {
			m[strings.ToLower(id)] = id
		}
		for id := range s.ZoneAlias {
			m[strings.ToLower(id)] = id
		}
		return m
	})
)

// LoadZone finds a time zone by its IANA name in any case. ok is false where there is none of that name; offsets such as +01:00 are none.
func LoadZone(name string) (*Zone, bool) {
	if z, ok := zoneCache.Load(name); ok {
		return z.(*Zone), true
	}
	id, ok := zoneFold()[strings.ToLower(name)]
	if !ok {
		return nil, false
	}
	z := &Zone{ID: canonicalZone(id)}
	var err error
	if z.ID == "UTC" {
		z.Loc = time.UTC
	} else if z.Loc, err = time.LoadLocation(id); err != nil {
		if z.Loc, err = time.LoadLocation(z.ID); err != nil {
			if z.Loc, err = time.LoadLocation(supplemental().ZoneIANA[z.ID]); err != nil {
				return nil, false
			}
		}
	}
	zoneCache.Store(name, z)
	return z, true
}

func canonicalZone(id string) string {
	if c, ok := supplemental().ZoneAlias[id]; ok {
		id = c
	}
	switch id {
	case "Etc/UTC", "Etc/GMT", "GMT":
		return "UTC"
	}
	return id
}

// ZoneOf names a location: the zone of its own name, or UTC where the location is no named zone.
func ZoneOf(loc *time.Location) *Zone {
	if loc == nil {
		loc = time.UTC
	}
	if z, ok := LoadZone(loc.String()); ok {
		return z
	}
	return &Zone{ID: "UTC", Loc: loc}
}

// cldrID is the name that the CLDR's tables know a zone by.
func (z *Zone) cldrID() string {
	if z.ID == "UTC" {
		return "Etc/UTC"
	}
	return z.ID
}

// offset returns seconds east of UTC and whether summer time is in force. Where the tz database calls winter the exception (Ireland,
// Morocco) the usual sense is restored.
func (z *Zone) offset(t time.Time) (sec int, dst bool) {
	t = t.In(z.Loc)
	_, sec = t.Zone()
	switch z.ID {
	case "Europe/Dublin", "Africa/Casablanca", "Africa/El_Aaiun":
		return sec, sec > 0
	}
	return sec, t.IsDST()
}

// metazone returns the CLDR's metazone of a zone at a time, empty where it has none.
func (z *Zone) metazone(t time.Time) string {
	minutes := float64(t.Unix()) / 60
	for _, p := range supplemental().ZoneMeta[z.cldrID()] {
		if from, ok := p[1].(float64); ok && minutes < from {
			continue
		}
		if to, ok := p[2].(float64); ok && minutes >= to {
			continue
		}
		return p[0].(string)
	}
	return ""
}

// zoneNamer writes time zones in a locale.
type zoneNamer struct {
	data   *locale
	region string
	digits func(string) string
}

func (n zoneNamer) get(keys ...string) string { return n.data.first("zones", keys...) }

// offsetText is GMT+5:30 or GMT+05:30. Zero is GMT+0: V8 does not use the shorter form that locales have for it.
func (n zoneNamer) offsetText(sec int, long bool) string {
	pos, neg, _ := strings.Cut(or(n.get("hourFormat"), "+HH:mm;-HH:mm"), ";")
	p := pos
	if sec < 0 {
		p, sec = neg, -sec
	}
	h, m, s := sec/3600, sec/60%60, sec%60
	var b strings.Builder
	items := parsePattern(p)
loop:
	for i, it := range items {
		switch it.char {
		case 'H', 'h':
			if long {
				b.WriteString(n.digits(pad(h, 2)))
				break
			}
			b.WriteString(n.digits(strconv.Itoa(h)))
			if m == 0 && s == 0 {
				break loop // what stands behind the hour goes with the minutes
			}
		case 'm':
			b.WriteString(n.digits(pad(m, 2)))
			if s != 0 {
				sep := ":"
				if i > 0 && items[i-1].char == 0 {
					sep = items[i-1].text
				}
				b.WriteString(sep + n.digits(pad(s, 2)))
			}
		case 0:
			b.WriteString(it.text)
		}
	}
	return strings.Replace(or(n.get("gmtFormat"), "GMT{0}"), "{0}", b.String(), 1)
}

// specific is the name of standard or summer time, the offset where there is none.
func (n zoneNamer) specific(z *Zone, t time.Time, long bool) string {
	sec, dst := z.offset(t)
	width, kind := "short", "standard"
	if long {
		width = "long"
	}
	if dst {
		kind = "daylight"
	}
	if v := n.specificName(z, t, width, kind); v != "" {
		return v
	}
	return n.offsetText(sec, long)
}

func (n zoneNamer) specificName(z *Zone, t time.Time, width, kind string) string {
	if v := n.get("zone/" + z.cldrID() + "/" + width + "/" + kind); v != "" {
		return v
	}
	if mz := z.metazone(t); mz != "" {
		if v := n.get("metazone/" + mz + "/" + width + "/" + kind); v != "∅∅∅" {
			return v
		}
	}
	return ""
}

// generic is the name for both halves of the year, such as Eastern Time, a place's, or the offset.
func (n zoneNamer) generic(z *Zone, t time.Time, long bool) string {
	width := "short"
	if long {
		width = "long"
	}
	if v := n.get("zone/" + z.cldrID() + "/" + width + "/generic"); v != "" {
		return v
	}
	if mz := z.metazone(t); mz != "" {
		name := n.get("metazone/" + mz + "/" + width + "/generic")
		if name == "∅∅∅" {
			name = ""
		}
		if !usesSummerTime(z, t) {
			if std := n.specificName(z, t, width, "standard"); std != "" && !strings.EqualFold(std, name) {
				return std
			}
		}
		if name != "" {
			table := supplemental().MetaZone[mz]
			golden := or(table[n.region], table["001"])
			if golden != z.cldrID() {
				if g, ok := LoadZone(golden); ok {
					a, _ := z.offset(t)
					b, _ := g.offset(t)
					if a != b {
						return strings.NewReplacer("{0}", n.place(z), "{1}", name).Replace(or(n.get("fallbackFormat"), "{1} ({0})"))
					}
				}
			}
			return name
		}
	}
	if place := n.place(z); place != "" {
		return strings.Replace(or(n.get("regionFormat"), "{0}"), "{0}", place, 1)
	}
	sec, _ := z.offset(t)
	return n.offsetText(sec, long)
}

// usesSummerTime reports whether a zone has summer time now or within half a year.
func usesSummerTime(z *Zone, t time.Time) bool {
	if _, dst := z.offset(t); dst {
		return true
	}
	const half = 184 * 24 * time.Hour
	start, end := t.In(z.Loc).ZoneBounds()
	if !end.IsZero() && end.Sub(t) < half {
		if _, dst := z.offset(end); dst {
			return true
		}
	}
	if !start.IsZero() && t.Sub(start) < half {
		if _, dst := z.offset(start.Add(-time.Second)); dst {
			return true
		}
	}
	return false
}

var regionZones = sync.OnceValue(func() map[string]int {
	m := map[string]int{}
	for _, r := range supplemental().ZoneRegion {
		m[r]++
	}
	return m
})

// place is the country of a zone that is its country's only or main one, else the city. Zones of no country have none.
func (n zoneNamer) place(z *Zone) string {
	id := z.cldrID()
	s := supplemental()
	r := s.ZoneRegion[id]
	if r == "" || r == "001" {
		return ""
	}
	if regionZones()[r] == 1 || s.Primary[r] == id {
		return or(n.data.first("names", "territories/"+r+"-alt-short0", "territories/"+r), r)
	}
	if v := n.get("zone/" + id + "/exemplarCity"); v != "" {
		return v
	}
	return strings.ReplaceAll(id[strings.LastIndexByte(id, '/')+1:], "_", " ")
}

// Zones lists the canonical names of all zones of places, as supportedValuesOf does.
func Zones() []string {
	out := []string{}
	for id := range supplemental().ZoneRegion {
		if id == "Etc/Unknown" || strings.HasPrefix(id, "Etc/") && id != "Etc/UTC" || !strings.Contains(id, "/") {
			continue
		}
		if c := canonicalZone(id); c != "UTC" {
			if _, ok := LoadZone(c); ok {
				out = append(out, c)
			}
		}
	}
	out = append(out, "UTC")
	slices.Sort(out)
	return slices.Compact(out)
}

func pad(n, width int) string {
	s := strconv.Itoa(n)
	for len(s) < width {
		s = "0" + s
	}
	return s
}

func itoa(n int) string { return strconv.Itoa(n) }

// ZoneName is the long name of standard or summer time at an instant, such as Central European Summer Time, in the locale of a canonical tag.
func ZoneName(z *Zone, t time.Time, tag string) string {
	r := resolveLocale([]string{tag})
	return zoneNamer{r.data, r.region(), func(s string) string { return s }}.specific(z, t, true)
}
