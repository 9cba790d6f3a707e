// Package intl is the ECMA-402 internationalisation API in Go: locale negotiation, dates, numbers, plurals, relative times,
// lists, collation and display names, worded as ICU 78 with the Unicode CLDR 48 words them. It knows nothing of JavaScript
// values; package platform binds it to a runtime.
//
// The locale data is data/cldr.bin, made from the CLDR's JSON packages by data/build.mjs. A section of a locale is
// inflated when it is first asked for and then kept for the life of the process.
package intl

import (
	"bytes"
	"compress/flate"
	_ "embed"
	"encoding/binary"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"sync"
)

//go:embed data/cldr.bin
var cldrBin []byte

// span is the place of a blob: offset behind the index and length, both in bytes.
type span [2]int

// cldrIndex is the table of contents of cldr.bin.
type cldrIndex struct {
	Locales      map[string]map[string]span `json:"locales"`
	Parents      map[string]string          `json:"parents"`
	Dict         map[string]span            `json:"dict"`
	Supplemental span                       `json:"supplemental"`
}

// supplementalData is what the CLDR says of regions, zones and currencies in general. The field names are those of build.mjs.
type supplementalData struct {
	Likely   map[string]string            `json:"likely"`
	Cardinal map[string]map[string]string `json:"cardinal"`
	Ordinal  map[string]map[string]string `json:"ordinal"`
	Ranges   map[string]map[string]string `json:"ranges"`
	Time     map[string][2]string         `json:"time"`
	Week     struct {
		MinDays  map[string]string `json:"minDays"`
		FirstDay map[string]string `json:"firstDay"`
		Start    map[string]string `json:"start"`
		End      map[string]string `json:"end"`
	} `json:"week"`
	DayPeriods     map[string]map[string][2]string `json:"dayPeriods"`
	ZoneMeta       map[string][][3]any             `json:"zoneMeta"`
	MetaZone       map[string]map[string]string    `json:"metaZone"`
	Primary        map[string]string               `json:"primary"`
	ZoneAlias      map[string]string               `json:"zoneAlias"`
	ZoneIANA       map[string]string               `json:"zoneIANA"`
	ZoneRegion     map[string]string               `json:"zoneRegion"`
	Digits         map[string]string               `json:"digits"`
	Fractions      map[string]int                  `json:"fractions"`
	Calendars      map[string][]string             `json:"calendars"`
	LangAlias      map[string]string               `json:"langAlias"`
	ScriptAlias    map[string]string               `json:"scriptAlias"`
	TerritoryAlias map[string]string               `json:"territoryAlias"`
	VariantAlias   map[string]string               `json:"variantAlias"`
	Contains       map[string][]string             `json:"contains"`
	Defaults       []string                        `json:"defaults"`
}

type cldrFile struct {
	index cldrIndex
	blobs []byte
}

var cldr = sync.OnceValue(func() *cldrFile {
	n := binary.BigEndian.Uint32(cldrBin)
	f := &cldrFile{blobs: cldrBin[4+n:]}
	mustJSON(inflate(cldrBin[4:4+n], nil), &f.index)
	return f
})

var supplemental = sync.OnceValue(func() *supplementalData {
	s := new(supplementalData)
	f := cldr()
	mustJSON(inflate(f.at(f.index.Supplemental), nil), s)
	return s
})

func (f *cldrFile) at(s span) []byte { return f.blobs[s[0] : s[0]+s[1]] }

// inflate panics on bad data: the data is part of the binary, and a test reads every section of it.
func inflate(b, dict []byte) []byte {
	out, err := io.ReadAll(flate.NewReaderDict(bytes.NewReader(b), dict))
	if err != nil {
		panic("intl: cldr.bin: " + err.Error())
	}
	return out
}

func mustJSON(b []byte, v any) {
	if err := json.Unmarshal(b, v); err != nil {
		panic("intl: cldr.bin: " + err.Error())
	}
}

var dictionaries sync.Map // section name -> func() []byte

func dictionary(section string) []byte {
	f, _ := dictionaries.LoadOrStore(section, sync.OnceValue(func() []byte {
		c := cldr()
		return inflate(c.at(c.index.Dict[section]), nil)
	}))
	return f.(func() []byte)()
}

// locale is one locale that the CLDR has data of.
type locale struct {
	name     string
	parent   *locale
	sections map[string]span
	mu       sync.Mutex
	loaded   map[string]map[string]string
}

var (
	localesMu sync.Mutex
	localeSet = map[string]*locale{}
)

// cldrLocale returns the data of the locale with exactly that name, nil where there is none.
func cldrLocale(name string) *locale {
	localesMu.Lock()
	defer localesMu.Unlock()
	return cldrLocaleLocked(name)
}

func cldrLocaleLocked(name string) *locale {
	if l := localeSet[name]; l != nil {
		return l
	}
	f := cldr()
	sections, ok := f.index.Locales[name]
	if !ok {
		return nil
	}
	l := &locale{name: name, sections: sections, loaded: map[string]map[string]string{}}
	if p := f.index.Parents[name]; p != "" {
		l.parent = cldrLocaleLocked(p)
	}
	localeSet[name] = l
	return l
}

// own returns the locale's own lines of a section.
func (l *locale) own(section string) map[string]string {
	s, ok := l.sections[section]
	if !ok {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if m := l.loaded[section]; m != nil {
		return m
	}
	f := cldr()
	text := string(inflate(f.at(s), dictionary(section)))
	m := make(map[string]string, strings.Count(text, "\n"))
	for line := range strings.Lines(text) {
		k, v, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		m[k] = v
	}
	l.loaded[section] = m
	return m
}

// get looks a key of a section up, in the locale and then in its parents. Absent is the empty text.
func (l *locale) get(section, key string) string {
	for ; l != nil; l = l.parent {
		if v, ok := l.own(section)[key]; ok {
			return v
		}
	}
	return ""
}

// first returns the first of the keys that has a value.
func (l *locale) first(section string, keys ...string) string {
	for _, k := range keys {
		if v := l.get(section, k); v != "" {
			return v
		}
	}
	return ""
}

// each calls f for every key with the prefix that has a value, the locale's own before its parents', each key once, in order of key.
func (l *locale) each(section, prefix string, f func(key, value string)) {
	seen := map[string]string{}
	for p := l; p != nil; p = p.parent {
		for k, v := range p.own(section) {
			if strings.HasPrefix(k, prefix) {
				if _, ok := seen[k]; !ok {
					seen[k] = v
				}
			}
		}
	}
	keys := make([]string, 0, len(seen))
	for k, v := range seen {
		if v != "" {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	for _, k := range keys {
		f(k, seen[k])
	}
}
