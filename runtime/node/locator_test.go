package node

import (
	"testing"

	"runnel/runtime/value"
)

func TestLocators(t *testing.T) {
	typ := &Type{Params: Params{
		LocatorParam("sheet", "Sheet", Obj("mode", "url", "value", ""),
			InMode("url", "By URL", KindString).Extracting(`/d/([a-z]+)`), InMode("id", "By ID", KindString)),
		WorkflowParam("workflow", "Workflow", ""),
	}}
	var p struct {
		Text     Field[string]      `param:"sheet"`
		Locator  Field[Locator]     `param:"sheet"`
		Raw      Field[value.Value] `param:"sheet"`
		Workflow Field[string]      `param:"workflow"`
	}
	bind := func(v any) {
		if err := bindParams(typ, &p, bound{v: Obj("sheet", v, "workflow", Obj("__rl", true, "mode", "id", "value", "w"))}); err != nil {
			t.Fatal(err)
		}
	}
	bind(Obj("__rl", true, "mode", "url", "value", "https://x/d/abc/edit", "cachedResultName", "Abc"))
	if v, err := p.Text.At(nil, 0); v != "abc" || err != nil {
		t.Errorf("the text is %q %v", v, err)
	}
	if v, err := p.Locator.At(nil, 0); v.Mode != "url" || v.Text() != "abc" || v.CachedName != "Abc" || err != nil {
		t.Errorf("the locator is %+v %v", v, err)
	}
	if v, err := p.Raw.At(nil, 0); !v.IsObject() || err != nil {
		t.Errorf("the raw value is %v %v", v, err)
	}
	if v, err := p.Workflow.At(nil, 0); v != "w" || err != nil {
		t.Errorf("the workflow is %q %v", v, err)
	}
	bind(Obj("__rl", true, "mode", "id", "value", "https://x"))
	if v, err := p.Text.At(nil, 0); v != "https://x" || err != nil {
		t.Errorf("the id is %q %v", v, err)
	}
	bind("plain")
	if v, err := p.Locator.At(nil, 0); v.Text() != "plain" || v.Mode != "" || err != nil {
		t.Errorf("a plain text is %+v %v", v, err)
	}
	bind(Obj("__rl", true, "mode", "url", "value", "nonsense"))
	if _, err := p.Text.At(nil, 0); err == nil {
		t.Error("a URL without the value gives no error")
	}
}
