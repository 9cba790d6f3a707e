package intl

import (
	"strings"
)

// DisplayNames is Intl.DisplayNames for languages, regions, scripts, currencies and date fields.
type DisplayNames struct {
	Locale, Style, Type, Fallback, LanguageDisplay string
	data                                           *locale
}

// NewDisplayNames negotiates a locale. The texts are values that ECMA-402 allows; style, fallback and languageDisplay may be empty.
func NewDisplayNames(tags []string, typ, style, fallback, languageDisplay string) *DisplayNames {
	r := resolveLocale(tags)
	return &DisplayNames{Locale: r.tag, Style: or(style, "long"), Type: typ, Fallback: or(fallback, "code"), LanguageDisplay: or(languageDisplay, "dialect"), data: r.data}
}

// Of names a code. ok is false where there is no name and the fallback is "none". A malformed code is an error (RangeError).
func (d *DisplayNames) Of(code string) (name string, ok bool, err error) {
	bad := rangeErrorf("invalid_argument")
	v := ""
	switch d.Type {
	case "region":
		if !(len(code) == 2 && isAlpha(code) || len(code) == 3 && isDigits(code)) {
			return "", false, bad
		}
		code = strings.ToUpper(code)
		if d.Style != "long" {
			v = d.data.get("names", "territories/"+code+"-alt-short")
		}
		v = or(v, d.data.get("names", "territories/"+code))
	case "script":
		if len(code) != 4 || !isAlpha(code) {
			return "", false, bad
		}
		code = title(code)
		v = d.data.get("names", "scripts/"+code)
	case "currency":
		if len(code) != 3 || !isAlpha(code) {
			return "", false, bad
		}
		code = strings.ToUpper(code)
		v = d.data.get("currencies", code+"/name")
	case "dateTimeField":
		field, known := map[string]string{
			"era": "era", "year": "year", "quarter": "quarter", "month": "month", "weekOfYear": "week", "weekday": "weekday", "day": "day",
			"dayPeriod": "dayperiod", "hour": "hour", "minute": "minute", "second": "second", "timeZoneName": "zone",
		}[code]
		if !known {
			return "", false, bad
		}
		if d.Style != "long" {
			field += "-" + d.Style
		}
		v = d.data.get("fields", field+"/name")
	default:
		t, e := ParseTag(code)
		if e != nil || t.Keywords != nil || len(t.Other) > 0 {
			return "", false, bad
		}
		code = t.Base()
		v = d.language(t)
	}
	if v != "" {
		return v, true, nil
	}
	if d.Fallback == "code" {
		return code, true, nil
	}
	return "", false, nil
}

// language names a language, as a dialect where there is a name for it, else with script and region in brackets.
func (d *DisplayNames) language(t *Tag) string {
	get := func(tag string) string {
		if d.Style != "long" {
			if v := d.data.get("names", "languages/"+tag+"-alt-short"); v != "" {
				return v
			}
		}
		return d.data.get("names", "languages/"+tag)
	}
	rest := []string{}
	name := ""
	script, region := t.Script, t.Region
	if d.LanguageDisplay == "dialect" {
		switch {
		case script != "" && region != "" && get(t.Language+"-"+script+"-"+region) != "":
			name, script, region = get(t.Language+"-"+script+"-"+region), "", ""
		case script != "" && get(t.Language+"-"+script) != "":
			name, script = get(t.Language+"-"+script), ""
		case region != "" && get(t.Language+"-"+region) != "":
			name, region = get(t.Language+"-"+region), ""
		}
	}
	if name == "" {
		if name = get(t.Language); name == "" {
			if script == "" && region == "" {
				return ""
			}
			name = t.Language
		}
	}
	if script != "" {
		rest = append(rest, or(d.data.first("names", "scripts/"+script), script))
	}
	if region != "" {
		v := ""
		if d.Style != "long" {
			v = d.data.get("names", "territories/"+region+"-alt-short")
		}
		rest = append(rest, or(or(v, d.data.get("names", "territories/"+region)), region))
	}
	if len(rest) == 0 {
		return name
	}
	sep := or(d.data.get("names", "pattern/localeSeparator"), "{0}, {1}")
	sep = strings.NewReplacer("{0}", "", "{1}", "").Replace(sep)
	return strings.NewReplacer("{0}", name, "{1}", strings.Join(rest, sep)).Replace(or(d.data.get("names", "pattern/localePattern"), "{0} ({1})"))
}
