package syntax

// mode is how a name was declared.
type mode uint8

const (
	modeVar mode = iota
	modeParameter
	modeFunction // in a block of sloppy code: may be repeated
	modeLexical
)

// scope is a part of the program in which names are declared.
type scope struct {
	outer *scope
	// function scopes are those of functions, scripts and static blocks: var
	// declares there.
	function bool
	names    map[string]mode
	// hoisted are names that a var inside declares further out.
	hoisted map[string]bool
}

// declare adds a name; false when it stands against another declaration.
func (s *scope) declare(name string, m mode) bool {
	if m == modeVar {
		return s.declareVar(name)
	}
	old, exists := s.names[name]
	if exists && !(old == modeFunction && m == modeFunction) || s.hoisted[name] {
		return false
	}
	s.put(name, m)
	return true
}

func (s *scope) put(name string, m mode) {
	if s.names == nil {
		s.names = map[string]mode{}
	}
	s.names[name] = m
}

// declareVar declares a var in the function around; it must not stand in the
// scope of a lexical declaration on the way there.
func (s *scope) declareVar(name string) bool {
	for {
		if old, exists := s.names[name]; exists && (old == modeLexical || old == modeFunction) {
			return false
		}
		if s.function {
			if _, exists := s.names[name]; !exists {
				s.put(name, modeVar)
			}
			return true
		}
		if s.hoisted == nil {
			s.hoisted = map[string]bool{}
		}
		s.hoisted[name] = true
		s = s.outer
	}
}

// function is the state of the function that is being read.
type function struct {
	outer     *function
	async     bool
	generator bool
	arrow     bool
	// superProperty and superCall tell what of super may be used.
	superProperty, superCall bool
	// top is set for the program itself, initializer for what a class computes
	// when it is made or constructed: neither may return.
	top, initializer bool
	strict           bool
	labels           []label
	// loops and switches are the number of those around.
	loops, switches int
	// octal is the first thing that strict code must not have.
	octal *Error
}

type label struct {
	name string
	loop bool
}

// class is a class that is being read.
type class struct {
	outer    *class
	declared map[string]privateKind
	used     []use
}

type privateKind uint8

const (
	privateOther privateKind = iota
	privateGetter
	privateSetter
	privateBoth
)

type use struct {
	name string
	at   int
}
