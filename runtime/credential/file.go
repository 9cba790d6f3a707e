package credential

import (
	"fmt"
	"log/slog"
	"sync"

	"runnel/runtime/node"
	"runnel/runtime/value"
)

// Entry is one stored credential with its decrypted data. It prints as "***".
type Entry struct {
	ID, Name, Type string
	Data           value.Value
}

// String keeps secrets out of logs.
func (e Entry) String() string { return "***" }

// GoString keeps secrets out of logs.
func (e Entry) GoString() string { return "***" }

// LogValue keeps secrets out of logs.
func (e Entry) LogValue() slog.Value { return slog.StringValue("***") }

// MarshalJSON keeps secrets out of whatever is written as JSON; a store seals
// the data instead.
func (e Entry) MarshalJSON() ([]byte, error) { return []byte(`"***"`), nil }

// Set is a set of credentials in memory, as read from a file. It is safe for
// concurrent use; changed data stays in memory.
type Set struct {
	mu      sync.RWMutex
	entries []Entry
}

// NewSet makes a set of entries.
func NewSet(entries ...Entry) *Set { return &Set{entries: entries} }

// Read reads credentials as the original exports them decrypted: a JSON list
// of {id, name, type, data}, or a single one. name is the file's name for
// messages, which never hold what is in the file.
func Read(name string, text []byte) (*Set, error) {
	doc, err := value.Parse(text)
	if err != nil {
		return nil, fmt.Errorf("%s: the file is no valid JSON", name)
	}
	list := []value.Value{doc}
	if doc.IsArray() {
		list = doc.Elems()
	}
	s := &Set{}
	for i, v := range list {
		e := Entry{ID: idText(v.Get("id")), Name: v.Get("name").Str(), Type: v.Get("type").Str(), Data: v.Get("data")}
		switch {
		case !v.IsObject():
			return nil, fmt.Errorf("%s: credential %d must be an object {id, name, type, data}", name, i)
		case e.Type == "":
			return nil, fmt.Errorf("%s: credential %d (%q) has no type", name, i, e.Name)
		case e.Data.IsString():
			return nil, fmt.Errorf("%s: credential %d (%q) is encrypted; export it decrypted (--decrypted)", name, i, e.Name)
		case !e.Data.IsObject():
			return nil, fmt.Errorf("%s: credential %d (%q) has no data object", name, i, e.Name)
		case e.ID != "":
			for _, other := range s.entries {
				if other.ID == e.ID {
					return nil, fmt.Errorf("%s: credentials %q and %q have the same id %s", name, other.Name, e.Name, e.ID)
				}
			}
		}
		s.entries = append(s.entries, e)
	}
	return s, nil
}

func idText(v value.Value) string {
	if v.IsString() || v.IsNumber() {
		return v.ToString()
	}
	return ""
}

// Ref is how a node refers to a credential: by id and name, or by name alone
// as old workflows do.
type Ref struct{ Type, ID, Name string }

// NotFoundError says that there is no such credential. The texts are the
// original's.
type NotFoundError struct{ Ref Ref }

func (e *NotFoundError) Error() string {
	if e.Ref.ID == "" {
		return "Found credential with no ID."
	}
	return fmt.Sprintf("Credential with ID %q does not exist for type %q.", e.Ref.ID, e.Ref.Type)
}

// Find gives the credential that a node refers to, its data completed with
// the type's defaults. Without an id, or when there is none of that id, the
// only credential of the type with that name is taken, as the original does
// when it imports a workflow. The error is a *NotFoundError.
func (s *Set) Find(ref Ref) (node.Credential, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	i := s.find(ref)
	if i < 0 {
		return node.Credential{}, &NotFoundError{ref}
	}
	e := s.entries[i]
	return Open(e, func(key string, v value.Value) error {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.entries[i].Data = s.entries[i].Data.Set(key, v)
		return nil
	}), nil
}

func (s *Set) find(ref Ref) int {
	byName := -1
	for i, e := range s.entries {
		if e.Type != ref.Type {
			continue
		}
		if ref.ID != "" && e.ID == ref.ID {
			return i
		}
		if e.Name == ref.Name && ref.Name != "" {
			if byName >= 0 {
				byName = -2
			} else if byName == -1 {
				byName = i
			}
		}
	}
	return byName
}

// Entries gives all credentials.
func (s *Set) Entries() []Entry {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return append([]Entry(nil), s.entries...)
}

// Open makes the credential that nodes get of an entry: with the defaults of
// its type and with what the type says of requests. save keeps a changed
// field; it may be nil.
func Open(e Entry, save func(key string, v value.Value) error) node.Credential {
	data, auth := e.Data, node.Authentication{}
	if t := Find(e.Type); t != nil {
		data, auth = t.Complete(data), t.Authentication()
	} else if data.Get("oauthTokenData").IsObject() {
		auth.Kind = node.AuthOAuth2
	}
	return node.NewCredential(e.ID, e.Name, e.Type, data).With(auth, save)
}
