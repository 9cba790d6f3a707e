package intl

import (
	"errors"
	"fmt"
	"slices"
	"testing"
)

var tags = []string{
	"en", "EN-us", "de-DE", "zh-hans-cn", "zh-TW", "sr-Latn-RS", "iw", "in-ID", "no", "nb-NO", "tl", "sh", "mo", "en-GB-oxendict", "ca-valencia", "de-1996", "sl-rozaj-biske", "en-u-ca-gregory-nu-latn", "en-u-nu-latn-ca-gregorian",
	"de-DE-u-co-phonebk", "en-t-de-u-ca-buddhist-x-priv", "en-x-a-b", "x-private", "i-klingon", "en-a-bb-b-cc", "en-u-kn-true", "en-u-attr", "und", "und-US", "es-419", "en-001", "zh-cmn-Hans", "art-lojban", "de-BU", "en-UK", "ru-SU",
	"", "e", "english", "en_US", "en-", "-en", "en--US", "en-USA", "en-US-US", "en-abcde-abcde", "en-u", "en-u-ca", "en-123456789", "en-u-ca-x", "1234", "abcd", "en-Latn-Latn", "en-a", "a-b",
}

// TestCanonicalAsNode compares canonical tags, and what a number format makes of them, with Node's.
func TestCanonicalAsNode(t *testing.T) {
	nodes := askNode(t, `s => Intl.getCanonicalLocales(s)[0] + ' ' + new Intl.NumberFormat(s).resolvedOptions().locale + ' ' + new Intl.Locale(s).maximize() + ' ' + new Intl.Locale(s).minimize()`, tags)
	ours := make([]string, len(tags))
	for i, s := range tags {
		c, err := canonical([]string{s})
		if err != nil {
			ours[i] = "RangeError: " + err.Error()
			continue
		}
		f, _ := NewNumberFormat(c, NumberOptions{})
		tag, _ := ParseTag(s)
		ours[i] = fmt.Sprint(c[0], " ", f.Locale, " ", tag.Maximize(), " ", tag.Minimize())
	}
	compare(t, func(i int) string { return tags[i] }, ours, nodes)
}

// TestAllData reads every section of every locale, so that damaged data shows here.
func TestAllData(t *testing.T) {
	n := 0
	for name, sections := range cldr().index.Locales {
		l := cldrLocale(name)
		for s := range sections {
			if len(l.own(s)) == 0 {
				t.Errorf("%s has an empty section %s", name, s)
			}
			n++
		}
		l.loaded = map[string]map[string]string{}
	}
	if n < 2000 {
		t.Errorf("only %d sections", n)
	}
}

// FuzzParseTag looks for panics, and for tags that are not canonical when read again.
func FuzzParseTag(f *testing.F) {
	for _, s := range tags {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		tag, err := ParseTag(s)
		if err != nil {
			if !errors.Is(err, ErrLocale) {
				t.Fatal(err)
			}
			return
		}
		again, err := ParseTag(tag.String())
		if err != nil {
			t.Fatalf("%q became %q: %v", s, tag, err)
		}
		_ = again
		if _, err := formatNumber(1234.5, []string{s}, nil); err != nil {
			t.Fatal(err)
		}
	})
}

// canonical brings a list of tags into canonical form and drops doubles. It returns ErrLocale for a malformed one.
func canonical(tags []string) ([]string, error) {
	out := make([]string, 0, len(tags))
	for _, s := range tags {
		t, err := ParseTag(s)
		if err != nil {
			return nil, err
		}
		if c := t.String(); !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	return out, nil
}

// formatNumber is new Intl.NumberFormat(locales, options).format(number). options may be nil. The error is ErrLocale or an *OptionError.
func formatNumber(number float64, locales []string, options Options) (string, error) {
	tags, err := canonical(locales)
	if err != nil {
		return "", err
	}
	var o NumberOptions
	if options != nil {
		if o, err = ReadNumberOptions(options, "Intl.NumberFormat"); err != nil {
			return "", err
		}
	}
	f, err := CachedNumberFormat(tags, o)
	if err != nil {
		return "", err
	}
	return f.Format(Float(number)), nil
}
