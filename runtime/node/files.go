package node

// FileAccess says which files of the machine nodes may reach.
type FileAccess struct {
	// Folders are those below which nodes may read and write; none means that
	// they may reach no file at all.
	Folders []string
	// Blocked are folders that nodes may not reach even so.
	Blocked []string
}

// FileHost is implemented by hosts whose operator can open folders to nodes.
type FileHost interface {
	FileAccess() FileAccess
}

// FilesOf gives the files that nodes of a host may reach: none where the host
// knows of none.
func FilesOf(h Host) FileAccess {
	if f, ok := h.(FileHost); ok {
		return f.FileAccess()
	}
	return FileAccess{}
}

// FileAccess makes a call a FileHost, as its host may be.
func (c *Call[P]) FileAccess() FileAccess { return FilesOf(c.Host) }
