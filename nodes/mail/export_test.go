package mail

import "runnel/runtime/node"

// ReadAll reads a mail in every format.
func ReadAll(h node.Host, raw []byte) error {
	rawText(raw)
	if _, err := simple(h, raw, 1, "a"); err != nil {
		return err
	}
	_, err := resolved(h, raw, 1, "a")
	return err
}
