package credential

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/md5"
	"encoding/base64"
	"errors"
)

// ErrForeignKey is the error of data that another n8n instance has encrypted
// with another key.
var ErrForeignKey = errors.New("it does not open with this encryption key")

// OpenForeign decrypts a credential's data as n8n stores and exports it: base64
// of "Salted__", a salt of 8 bytes and AES-256-CBC, the key and vector made of
// the passphrase as OpenSSL's enc command does with MD5. key is that instance's
// N8N_ENCRYPTION_KEY.
func OpenForeign(sealed, key string) ([]byte, error) {
	const head = "Salted__"
	raw, err := base64.StdEncoding.DecodeString(sealed)
	if err != nil || len(raw) < len(head)+8+aes.BlockSize || !bytes.HasPrefix(raw, []byte(head)) || len(raw)%aes.BlockSize != 0 {
		return nil, ErrNotSealed
	}
	salt, text := raw[len(head):len(head)+8], raw[len(head)+8:]
	var derived, last []byte
	for len(derived) < keyBytes+aes.BlockSize {
		sum := md5.Sum(append(append(last, key...), salt...))
		last = sum[:]
		derived = append(derived, last...)
	}
	block, err := aes.NewCipher(derived[:keyBytes])
	if err != nil {
		return nil, err
	}
	plain := make([]byte, len(text))
	cipher.NewCBCDecrypter(block, derived[keyBytes:keyBytes+aes.BlockSize]).CryptBlocks(plain, text)
	padding := int(plain[len(plain)-1])
	if padding == 0 || padding > aes.BlockSize || !bytes.Equal(plain[len(plain)-padding:], bytes.Repeat([]byte{byte(padding)}, padding)) {
		return nil, ErrForeignKey
	}
	return plain[:len(plain)-padding], nil
}
