package value

// DecodeUTF8 answers bytes as the text that Node.js decodes them to: what is not UTF-8 becomes U+FFFD, one for each longest run of
// bytes that begin a character.
func DecodeUTF8(b string) string { return decodeUTF8(b) }
