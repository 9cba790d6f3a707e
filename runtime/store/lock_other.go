//go:build !unix

package store

import "os"

// lockFile makes the file that says that the database is in use. Here the
// system's locks are not used: SQLite's own keep writers apart.
func lockFile(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
}
