package credential

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"runnel/runtime/value"
)

// Keys seals credentials with AES-256-GCM. The first key seals, all of them
// open: to change the key, put a new line in front of the file.
type Keys struct {
	current string
	byID    map[string]cipher.AEAD
}

const (
	keyBytes   = 32
	sealPrefix = "rs1"
)

// ReadKeys reads a key file: lines of an id and a key of 32 bytes in base64;
// empty lines and those that begin with # are left out. Errors never hold what
// is in the file.
func ReadKeys(text []byte) (*Keys, error) {
	k := &Keys{byID: map[string]cipher.AEAD{}}
	n := 0
	for line := range strings.Lines(string(text)) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		id, encoded, ok := strings.Cut(line, " ")
		if !ok || strings.ContainsAny(id, ".") {
			return nil, fmt.Errorf("key file: line %d must be an id without dots, a space, and a key of %d bytes in base64", n, keyBytes)
		}
		key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(encoded))
		if err != nil || len(key) != keyBytes {
			return nil, fmt.Errorf("key file: the key on line %d must be %d bytes in base64", n, keyBytes)
		}
		if k.byID[id] != nil {
			return nil, fmt.Errorf("key file: line %d repeats the key id %s", n, id)
		}
		block, err := aes.NewCipher(key)
		if err != nil {
			return nil, fmt.Errorf("key file: line %d: %w", n, err)
		}
		if k.byID[id], err = cipher.NewGCM(block); err != nil {
			return nil, fmt.Errorf("key file: line %d: %w", n, err)
		}
		if k.current == "" {
			k.current = id
		}
	}
	if k.current == "" {
		return nil, errors.New("key file: there is no key in it")
	}
	return k, nil
}

// LoadKeys reads a key file, and makes one with a new key, readable by its
// owner only, when there is none.
func LoadKeys(path string) (*Keys, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return createKeys(path)
	}
	if err != nil {
		return nil, fmt.Errorf("key file: %w", err)
	}
	return ReadKeys(text)
}

func createKeys(path string) (*Keys, error) {
	text := []byte(newKeyLine())
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("key file: %w", err)
	}
	// The file appears under its name only when it is whole, and never in
	// place of one that another process made meanwhile.
	f, err := os.CreateTemp(filepath.Dir(path), ".key-*")
	if err != nil {
		return nil, fmt.Errorf("key file: %w", err)
	}
	defer os.Remove(f.Name())
	_, err = f.Write(text)
	err = errors.Join(err, f.Sync(), f.Close())
	if err != nil {
		return nil, fmt.Errorf("key file: %w", err)
	}
	switch err := os.Link(f.Name(), path); {
	case errors.Is(err, fs.ErrExist):
		return LoadKeys(path)
	case err != nil:
		return nil, fmt.Errorf("key file: %w", err)
	}
	return ReadKeys(text)
}

func newKeyLine() string {
	id, key := make([]byte, 6), make([]byte, keyBytes)
	rand.Read(id)
	rand.Read(key)
	return fmt.Sprintf("# Without this file stored credentials cannot be read. Keep a copy apart from the database.\n%x %s\n",
		id, base64.StdEncoding.EncodeToString(key))
}

// Seal encrypts data. context says where the result belongs (such as the
// credential's id and type); only with the same context is it opened again, so
// nobody can put one row's secret into another row. The text is
// "rs1.<key id>.<base64url of nonce and ciphertext>".
func (k *Keys) Seal(data []byte, context string) string {
	aead := k.byID[k.current]
	nonce := make([]byte, aead.NonceSize(), aead.NonceSize()+len(data)+aead.Overhead())
	rand.Read(nonce)
	sealed := aead.Seal(nonce, nonce, data, k.bound(k.current, context))
	return sealPrefix + "." + k.current + "." + base64.RawURLEncoding.EncodeToString(sealed)
}

// The errors of Open.
var (
	ErrNotSealed  = errors.New("this is no sealed text")
	ErrUnknownKey = errors.New("it was sealed with a key that is not in the key file")
	ErrTampered   = errors.New("it does not open: it was changed, or belongs elsewhere, or the key is another")
)

// Open decrypts what Seal gave for the same context.
func (k *Keys) Open(sealed, context string) ([]byte, error) {
	prefix, rest, _ := strings.Cut(sealed, ".")
	id, encoded, ok := strings.Cut(rest, ".")
	if prefix != sealPrefix || !ok {
		return nil, ErrNotSealed
	}
	aead := k.byID[id]
	if aead == nil {
		return nil, fmt.Errorf("key %q: %w", id, ErrUnknownKey)
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(encoded)
	if err != nil || len(raw) < aead.NonceSize() {
		return nil, ErrNotSealed
	}
	data, err := aead.Open(nil, raw[:aead.NonceSize()], raw[aead.NonceSize():], k.bound(id, context))
	if err != nil {
		return nil, ErrTampered
	}
	return data, nil
}

func (k *Keys) bound(id, context string) []byte {
	return []byte(sealPrefix + "\x00" + id + "\x00" + context)
}

// NeedsResealing tells whether a text was sealed with another key than the
// current one.
func (k *Keys) NeedsResealing(sealed string) bool {
	return !strings.HasPrefix(sealed, sealPrefix+"."+k.current+".")
}

// SealEntry encrypts an entry's data for storage under its id and type.
func (k *Keys) SealEntry(e Entry) string {
	return k.Seal(e.Data.AppendJSON(nil), entryContext(e.ID, e.Type))
}

// OpenEntry decrypts what SealEntry gave.
func (k *Keys) OpenEntry(id, name, typ, sealed string) (Entry, error) {
	text, err := k.Open(sealed, entryContext(id, typ))
	if err != nil {
		return Entry{}, fmt.Errorf("credential %q (%s): %w", name, id, err)
	}
	data, err := value.Parse(text)
	if err != nil {
		return Entry{}, fmt.Errorf("credential %q (%s): the decrypted data is no JSON", name, id)
	}
	return Entry{ID: id, Name: name, Type: typ, Data: data}, nil
}

func entryContext(id, typ string) string { return "credential\x00" + id + "\x00" + typ }
