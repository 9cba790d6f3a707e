package credential

import (
	"errors"
	"testing"
)

// The text was made with
//
//	openssl enc -aes-256-cbc -md md5 -pass pass:n8nkey -a -A
func TestOpenForeign(t *testing.T) {
	const sealed = "U2FsdGVkX1/a4zRznT8cB2lGsPU+WQvr4/L45WzC8Sws+IP9q70PGHr5XBt4Ai38rcO4hdk5fUhCoLytRdxPQw=="
	plain, err := OpenForeign(sealed, "n8nkey")
	if err != nil || string(plain) != `{"name":"X-Key","value":"hunter2"}` {
		t.Errorf("opened as %q, %v", plain, err)
	}
	if plain, err := OpenForeign(sealed, "another"); err == nil && string(plain) == `{"name":"X-Key","value":"hunter2"}` {
		t.Error("another key opens it")
	}
	for _, text := range []string{"", "x", "U2FsdGVkX18=", "bm90IHNhbHRlZCBhdCBhbGwsIGJ1dCBsb25nIGVub3VnaCBmb3IgaXQ=", sealed[:len(sealed)-4]} {
		if _, err := OpenForeign(text, "n8nkey"); !errors.Is(err, ErrNotSealed) {
			t.Errorf("%q: %v", text, err)
		}
	}
}
