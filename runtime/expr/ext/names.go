package ext

var nameSet = map[string]bool{}

// Names are the names of all extension functions, in alphabetical order.
func Names() []string { return nil }

// IsName tells whether an extension function has the name.
func IsName(name string) bool { return nameSet[name] }
