package mail

import (
	"crypto/hmac"
	"crypto/md5"
	"encoding/hex"
)

// cramMD5 logs in by the challenge of RFC 2195.
type cramMD5 struct{ user, password string }

// Start implements sasl.Client.
func (c *cramMD5) Start() (string, []byte, error) { return "CRAM-MD5", nil, nil }

// Next implements sasl.Client.
func (c *cramMD5) Next(challenge []byte) ([]byte, error) {
	mac := hmac.New(md5.New, []byte(c.password))
	mac.Write(challenge)
	return []byte(c.user + " " + hex.EncodeToString(mac.Sum(nil))), nil
}
