// Package binary keeps the files of items: small ones in memory, large ones in
// temporary files, or all of them in a folder that outlives the execution. It
// also knows what a file is called by its name and contents: media type, kind,
// extension and size for people (engine reference §17).
package binary
