package node

import (
	"errors"
	"strings"
	"testing"

	"runnel/runtime/value"
)

// bound binds a parameter struct to an object of constants and of "=key" texts
// that read the item.
type bound struct {
	v       value.Value
	version float64
}

func (b bound) Param(path string) Source {
	if v := b.v.AtPath(path); !v.IsUndefined() {
		return tree{v}
	}
	return nil
}

func (b bound) Version() float64 { return b.version }

type celsius float64

func (c *celsius) DecodeParam(v value.Value) error {
	if !v.IsNumber() {
		return errors.New("no temperature")
	}
	*c = celsius(v.Num())
	return nil
}

type entry struct {
	Name string      `param:"name"`
	Deep int         `param:"a.b"`
	Any  value.Value `param:"any"`
	Note *string     `param:"note"`
	skip string
}

type everything struct {
	Text    Field[string]      `param:"text"`
	Flag    Field[bool]        `param:"flag"`
	Int     Field[int]         `param:"int"`
	Number  Field[float64]     `param:"number"`
	Raw     Field[value.Value] `param:"raw"`
	Entries Field[[]entry]     `param:"groups.entries"`
	One     Field[*entry]      `param:"groups.one"`
	Names   Field[[]string]    `param:"names"`
	Own     Field[celsius]     `param:"own"`
	Options struct {
		Timeout Field[float64] `param:"timeout"`
	} `param:"options"`
	inner
}

type inner struct {
	Inside Field[string] `param:"text"`
}

var everythingDeclared = Params{
	Text("text", "Text", ""), Bool("flag", "Flag", false), Num("int", "Int", 0), Num("number", "Number", 0), JSON("raw", "Raw", ""),
	Groups("groups", "Groups", Group("entries", "Entries", Text("name", "Name", "")), Group("one", "One", Text("name", "Name", ""))).Many(),
	MultiOptions("names", "Names", Arr()), Num("own", "Own", 0),
	Collection("options", "Options", Num("timeout", "Timeout", 0)),
}

func bindEverything(t *testing.T, v value.Value) *everything {
	t.Helper()
	p := new(everything)
	if err := bindParams(&Type{Params: everythingDeclared}, p, bound{v: v}); err != nil {
		t.Fatal(err)
	}
	return p
}

func TestFieldsReadAsJavaScriptWould(t *testing.T) {
	p := bindEverything(t, Obj("text", 5, "flag", "no", "int", "7.9", "number", "0x10", "raw", nil,
		"groups", Obj("entries", Arr(Obj("name", 1, "a", Obj("b", 2), "any", Arr(1), "note", "n"), Obj()), "one", Obj("name", "x")),
		"names", "only", "own", 21, "options", Obj("timeout", 3)))
	e := items{value.EmptyObject}
	if v, err := p.Text.At(e, 0); v != "5" || err != nil {
		t.Errorf("text is %q %v", v, err)
	}
	if v, err := p.Inside.At(e, 0); v != "5" || err != nil {
		t.Errorf("the embedded text is %q %v", v, err)
	}
	if v, err := p.Flag.At(e, 0); !v || err != nil {
		t.Errorf("flag is %v %v", v, err)
	}
	if v, err := p.Int.At(e, 0); v != 7 || err != nil {
		t.Errorf("int is %v %v", v, err)
	}
	if v, err := p.Number.At(e, 0); v != 16 || err != nil {
		t.Errorf("number is %v %v", v, err)
	}
	if v, err := p.Raw.At(e, 0); !v.IsNull() || err != nil {
		t.Errorf("raw is %v %v", v, err)
	}
	list, err := p.Entries.At(e, 0)
	if err != nil || len(list) != 2 || list[0].Name != "1" || list[0].Deep != 2 || list[0].Any.JSON() != "[1]" || *list[0].Note != "n" ||
		list[1].Note != nil || list[1].skip != "" {
		t.Errorf("the entries are %+v %v", list, err)
	}
	if v, err := p.One.At(e, 0); err != nil || v.Name != "x" {
		t.Errorf("one is %+v %v", v, err)
	}
	if v, err := p.Names.At(e, 0); err != nil || len(v) != 1 || v[0] != "only" {
		t.Errorf("the names are %v %v", v, err)
	}
	if v, err := p.Own.At(e, 0); err != nil || v != 21 {
		t.Errorf("own is %v %v", v, err)
	}
	if v, err := p.Options.Timeout.At(e, 0); err != nil || v != 3 {
		t.Errorf("the timeout is %v %v", v, err)
	}
}

func TestFieldsByItem(t *testing.T) {
	p := bindEverything(t, Obj("text", "=a", "int", "=b", "own", "=a"))
	e := items{Obj("a", "x", "b", 1), Obj("a", nil)}
	if v, err := p.Text.At(e, 0); v != "x" || err != nil {
		t.Errorf("text of item 0 is %q %v", v, err)
	}
	if v, err := p.Text.At(e, 1); v != "" || err != nil {
		t.Errorf("text of item 1 is %q %v", v, err)
	}
	if v, err := p.Int.Or(e, 1, 9); v != 9 || err != nil {
		t.Errorf("int of item 1 is %v %v", v, err)
	}
	if _, err := p.Own.At(e, 0); err == nil || err.Error() != "no temperature" {
		t.Errorf("own of item 0 says %v", err)
	}
	if _, err := p.Number.At(e, 0); !errors.Is(err, ErrNoParameter) {
		t.Errorf("an absent number says %v", err)
	}
	if v, err := p.Number.Or(e, 0, 4); v != 4 || err != nil {
		t.Errorf("an absent number is %v %v", v, err)
	}
	if p.Number.Present() || !p.Text.Present() || p.Text.Raw().Str() != "=a" {
		t.Error("present and absent are mixed up")
	}
}

func TestCheckedFields(t *testing.T) {
	typ := &Type{Params: Params{
		Num("n", "The Number", 0).Check(TypeNumber).Show(Since(2)),
		Text("n", "The Text", "").Show(Before(2)),
		Num("m", "Stored Only", 0).CheckInEditor(TypeNumber),
		Groups("outer", "Outer", Group("g", "G", Text("url", "The URL", "").Check(TypeURL))),
	}}
	var p struct {
		N   Field[value.Value] `param:"n"`
		M   Field[value.Value] `param:"m"`
		URL Field[string]      `param:"outer.g.url"`
	}
	e := items{Obj("a", "7"), Obj("a", "seven")}
	bind := func(version float64, n any) {
		if err := bindParams(typ, &p, bound{Obj("n", n, "m", "x", "outer", Obj("g", Obj("url", "=a"))), version}); err != nil {
			t.Fatal(err)
		}
	}
	bind(2, "=a")
	if v, err := p.N.At(e, 0); err != nil || !v.IsNumber() || v.Num() != 7 {
		t.Errorf("got %v %v", v, err)
	}
	_, err := p.N.At(e, 1)
	if err == nil || err.Error() != "Invalid input for 'The Number' [item 1]" {
		t.Errorf("got %v", err)
	}
	bind(2, "x")
	if _, err := p.N.At(e, 1); err == nil || err.Error() != "Invalid input for 'The Number' [item 1]" {
		t.Errorf("a constant gives %v", err)
	}
	if v, err := p.M.At(e, 0); err != nil || v.Str() != "x" {
		t.Errorf("what is checked in the editor only gives %v %v", v, err)
	}
	if v, err := p.URL.At(e, 0); err != nil || v != "https://7" {
		t.Errorf("the URL is %q %v", v, err)
	}
	if _, err := p.URL.At(items{Obj("a", 5)}, 0); err == nil || err.Error() != "Invalid input for field 'The URL' inside 'Outer' in [item 0]" {
		t.Errorf("a number as a URL says %v", err)
	}
	bind(1, "=a")
	if v, err := p.N.At(e, 1); err != nil || v.Str() != "seven" {
		t.Errorf("by the other declaration it is %v %v", v, err)
	}
}

// panics gives what a declaration complains about.
func panics(f func()) (message string) {
	defer func() {
		if r := recover(); r != nil {
			message = r.(string)
		}
	}()
	f()
	return ""
}

func TestDeclarationsThatContradictThemselves(t *testing.T) {
	typ := &Type{Name: "test.node", Params: everythingDeclared}
	for want, f := range map[string]func(){
		"": func() { checkParams[everything](typ) },
		`"missing"`: func() {
			checkParams[struct {
				X Field[string] `param:"missing"`
			}](typ)
		},
		`"options.x"`: func() {
			checkParams[struct {
				X Field[string] `param:"options.x"`
			}](typ)
		},
		`"groups.x"`: func() {
			checkParams[struct {
				X Field[string] `param:"groups.x"`
			}](typ)
		},
		"needs a param tag": func() { checkParams[struct{ X Field[string] }](typ) },
		"not exported": func() {
			checkParams[struct {
				x Field[string] `param:"text"`
			}](typ)
		},
		`"groups.entries.v.x"`: func() {
			checkParams[struct {
				X List[row] `param:"groups.entries"`
			}](typ)
		},
		"cannot be read": func() {
			checkParams[struct {
				X Field[chan int] `param:"text"`
			}](typ)
		},
		"no param tags": func() {
			checkParams[struct {
				X Field[struct{ A string }] `param:"text"`
			}](typ)
		},
	} {
		if got := panics(f); (got == "") != (want == "") || !strings.Contains(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func BenchmarkConstantField(b *testing.B) {
	p := new(everything)
	if err := bindParams(&Type{Params: everythingDeclared}, p, bound{v: Obj("text", "x")}); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if v, _ := p.Text.At(nil, 0); v != "x" {
			b.Fatal(v)
		}
	}
}

func BenchmarkField(b *testing.B) {
	p := new(everything)
	if err := bindParams(&Type{Params: everythingDeclared}, p, bound{v: Obj("text", "=a")}); err != nil {
		b.Fatal(err)
	}
	e := items{Obj("a", "x")}
	b.ReportAllocs()
	for b.Loop() {
		if v, _ := p.Text.At(e, 0); v != "x" {
			b.Fatal(v)
		}
	}
}
