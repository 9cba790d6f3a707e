package xmltext_test

import (
	"strings"
	"testing"

	"runnel/runtime/value"
	"runnel/runtime/value/xmltext"
)

func TestOptions(t *testing.T) {
	const doc = `<Root a="1"> x  y <B b="2">t</B><B/><C> </C><a>z</a></Root>`
	base := xmltext.Options{AttrKey: "$", CharKey: "_"}
	with := func(change func(*xmltext.Options)) xmltext.Options {
		o := base
		change(&o)
		return o
	}
	for _, c := range []struct {
		name, want string
		o          xmltext.Options
	}{
		{"plain", `{"Root":{"_":" x  y ","$":{"a":"1"},"B":[{"_":"t","$":{"b":"2"}},""],"C":" ","a":"z"}}`, base},
		{"merged", `{"Root":{"_":" x  y ","a":["1","z"],"B":[{"_":"t","b":"2"},""],"C":" "}}`, with(func(o *xmltext.Options) { o.MergeAttrs = true })},
		{"without attributes", `{"Root":{"_":" x  y ","B":["t",""],"C":" ","a":"z"}}`, with(func(o *xmltext.Options) { o.NoAttrs = true })},
		{"arrays", `{"Root":{"_":" x  y ","$":{"a":"1"},"B":[{"_":"t","$":{"b":"2"}},""],"C":[" "],"a":["z"]}}`, with(func(o *xmltext.Options) { o.Arrays = true })},
		{"trimmed", `{"Root":{"_":"x  y","B":["t",""],"C":" ","a":"z"}}`, with(func(o *xmltext.Options) { o.Trim, o.NoAttrs = true, true })},
		{"normal, lower, bare", `{"_":"x y","b":["t",""],"c":" ","a":"z"}`,
			with(func(o *xmltext.Options) { o.Normalize, o.NoAttrs, o.LowerTags, o.Bare = true, true, true, true })},
		{"other keys", `{"Root":{"#":" x  y ","@":{"a":"1"},"B":[{"#":"t","@":{"b":"2"}},""],"C":" ","a":"z"}}`, xmltext.Options{AttrKey: "@", CharKey: "#"}},
	} {
		got, err := xmltext.Parse(doc, c.o)
		if err != nil || got.JSON() != c.want {
			t.Errorf("%s: %s, %v, not %s", c.name, got.JSON(), err, c.want)
		}
	}
}

func TestNothingIsLoadedOrExpanded(t *testing.T) {
	for _, doc := range []string{
		`<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>`,
		`<!DOCTYPE a [<!ENTITY x "lol"><!ENTITY y "&x;&x;&x;&x;">]><a>&y;</a>`,
	} {
		if v, err := xmltext.Parse(doc, xmltext.Options{}); err == nil || !strings.HasPrefix(err.Error(), "Invalid character entity\n") {
			t.Errorf("%s gave %s, %v", doc, v.JSON(), err)
		}
	}
	deep := strings.Repeat("<a>", value.MaxDepth) + strings.Repeat("</a>", value.MaxDepth)
	if _, err := xmltext.Parse(deep, xmltext.Options{}); err == nil {
		t.Error("a document without an end of depth was read")
	}
}

func TestManyChildren(t *testing.T) {
	v, err := xmltext.Parse("<a>"+strings.Repeat("<b/>", 200_000)+"</a>", xmltext.Options{})
	if err != nil || v.AtPath("a.b").Len() != 200_000 {
		t.Errorf("%d children, %v", v.AtPath("a.b").Len(), err)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{`<a x="1">t<b/>&amp;</a>`, "<!DOCTYPE a [<!ENTITY b \"c\">]><a/>", "<a><![CDATA[x]]></a>", "<?x y?><a", "<a b='"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		v, err := xmltext.Parse(s, xmltext.Options{AttrKey: "$", CharKey: "_", MergeAttrs: true, Arrays: true})
		if err == nil && v.Kind() == value.KindUndefined {
			t.Errorf("%q gave nothing and no error", s)
		}
	})
}
