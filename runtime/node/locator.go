package node

import "runnel/runtime/value"

// Locator is the value of a resource locator: a thing and the way it was
// named. Value has been taken out of what the user entered (a URL, say) by the
// mode's expression. A plain value is a locator without mode.
type Locator struct {
	Mode  string
	Value value.Value
	// CachedName and CachedURL are what the editor remembered of it.
	CachedName, CachedURL string
}

// Text gives the value as text.
func (l *Locator) Text() string { return asText(l.Value) }

// decodeDeclared reads a locator with the modes of its declaration.
func (l *Locator) decodeDeclared(p *Param) decoder {
	return func(v value.Value, out any) error {
		l := out.(*Locator)
		if err := l.DecodeParam(v); err != nil {
			return err
		}
		x, err := locatorValue(p, v)
		l.Value = x
		return err
	}
}

// DecodeParam reads a locator as it is stored, without extraction.
func (l *Locator) DecodeParam(v value.Value) error {
	*l = Locator{Value: v}
	if v.IsObject() {
		*l = Locator{Mode: asText(v.Get("mode")), Value: v.Get("value"),
			CachedName: asText(v.Get("cachedResultName")), CachedURL: asText(v.Get("cachedResultUrl"))}
	}
	return nil
}

// locatorValue takes the value out of a resource locator, by the expression
// that the declaration gives for its mode.
func locatorValue(p *Param, v value.Value) (value.Value, error) {
	if !v.IsObject() {
		return v, nil
	}
	x := v.Get("value")
	for _, m := range p.Modes {
		if m.Name != v.Get("mode").Str() || m.Extract == "" {
			continue
		}
		re, err := scriptRegexp(m.Extract, "")
		if err != nil {
			return x, Errorf("%q has an extraction pattern that cannot be read: %v", p.Title, err)
		}
		if !x.IsString() {
			return x, nil
		}
		group, ok := re.firstGroup(x.Str())
		if !ok {
			return x, Errorf("ERROR: %s parameter's value is invalid. This is likely because the expression in the parameter is invalid", p.Title)
		}
		return value.String(group), nil
	}
	return x, nil
}
