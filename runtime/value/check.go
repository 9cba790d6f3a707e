package value

// regular tells whether the text, which is WTF-8, is an array or object that Parse reads and in which no object has a key twice or a key
// with escapes.
func regular(s string) bool {
	p := parsers.Get().(*parser)
	p.s, p.i = s, 0
	ok := p.check(&p.root) && p.i == len(s)
	p.release()
	return ok
}

// check reads the value at p.i as [parser.value] does, but keeps nothing of it. The layouts tell whether a key came before.
func (p *parser) check(place *layout) bool {
	if p.i >= len(p.s) {
		return false
	}
	switch p.s[p.i] {
	case '"':
		_, ok := p.text()
		return ok
	case '{':
		return p.checkObject(place)
	case '[':
		return p.checkArray(place)
	case 't':
		return p.literal("true")
	case 'f':
		return p.literal("false")
	case 'n':
		return p.literal("null")
	case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		_, ok := p.scanNumber()
		return ok
	}
	return false
}

func (p *parser) checkArray(place *layout) bool {
	p.i++
	if p.depth++; p.depth > MaxDepth {
		return false
	}
	if p.space() == ']' {
		p.i++
		p.depth--
		return true
	}
	for {
		if !p.check(place) {
			return false
		}
		switch p.space() {
		case ',':
			p.i++
			p.space()
			continue
		case ']':
			p.i++
			p.depth--
			return true
		}
		return false
	}
}

func (p *parser) checkObject(place *layout) bool {
	p.i++
	if p.depth++; p.depth > MaxDepth {
		return false
	}
	if p.space() == '}' {
		p.i++
		p.depth--
		return true
	}
	at, guess, first := &p.root, place.inner, true
	var d *dictionary
	for {
		if p.i >= len(p.s) || p.s[p.i] != '"' {
			return false
		}
		inner := place
		if d == nil && guess != nil && p.sees(guess.key) {
			at = guess
			inner = at
		} else {
			start := p.i + 1
			key, ok := p.text()
			if !ok || len(key) != p.i-1-start || key != p.s[start:p.i-1] {
				return false
			}
			again := -1
			if d == nil {
				var next *layout
				if next, again = p.step(at, key); next != nil {
					at = next
					inner = at
				} else {
					d = newDictionary(at)
				}
			}
			if d != nil {
				again = d.add(key)
			}
			if again >= 0 {
				return false
			}
		}
		if first && d == nil {
			place.inner = at
		}
		first = false
		if p.space() != ':' {
			return false
		}
		p.i++
		p.space()
		if !p.check(inner) {
			return false
		}
		switch p.space() {
		case ',':
			p.i++
			p.space()
			guess = at.next
			continue
		case '}':
			p.i++
			p.depth--
			return true
		}
		return false
	}
}
