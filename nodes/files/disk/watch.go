package disk

import (
	"context"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/fsnotify/fsnotify"

	"runnel/runtime/item"
	"runnel/runtime/localfile"
	"runnel/runtime/node"
)

// Watch declares Local File Trigger.
var Watch = node.Define(node.Spec[watchParams]{
	Name: "n8n-nodes-base.localFileTrigger", Title: "Local File Trigger", Groups: []string{"trigger"}, Color: "#404040",
	Summary: "Starts the workflow when files of the machine change, where the operator allows that.",
	Icon:    "folder-sync", Versions: node.Versions(1),
	Inputs: node.Main(0), Outputs: node.Main(1), Params: watchDeclared, Trigger: watch,
})

type watchParams struct {
	On         node.Field[string]   `param:"triggerOn"`
	Path       node.Field[string]   `param:"path"`
	Events     node.Field[[]string] `param:"events"`
	AwaitWrite node.Field[bool]     `param:"options.awaitWriteFinish"`
	Follow     node.Field[bool]     `param:"options.followSymlinks"`
	Ignored    node.Field[string]   `param:"options.ignored"`
	IgnoreMode node.Field[string]   `param:"options.ignoreMode"`
	Initial    node.Field[bool]     `param:"options.ignoreInitial"`
	Depth      node.Field[float64]  `param:"options.depth"`
	Polling    node.Field[bool]     `param:"options.usePolling"`
}

// The events, by the names that the original's items have.
const (
	fileAdded     = "add"
	fileChanged   = "change"
	fileDeleted   = "unlink"
	folderAdded   = "addDir"
	folderDeleted = "unlinkDir"
)

// How often a tree is looked through where the system does not tell of changes,
// and for how long a file that is being written must not have changed.
const (
	pollPeriod = time.Second
	quietTime  = 2 * time.Second
)

// watching is a file or a folder under observation.
type watching struct {
	node.Emitter
	host node.Host
	// place is the folder that is watched; file the one file in it that counts,
	// "" when all do.
	place      localfile.Place
	file       string
	events     []string
	follow     bool
	ignored    func(full string) bool
	depth      int
	awaitWrite bool
	notify     *fsnotify.Watcher // nil when the tree is looked through
	// known is what was there at the last look, by the full path.
	known map[string]seen
	// writing are files that have changed and are not reported yet.
	writing map[string]pending
}

// seen is what is known of a file.
type seen struct {
	dir     bool
	size    int64
	changed time.Time
}

type pending struct {
	event string
	at    time.Time
}

func watch(c *node.TriggerCall[watchParams]) (node.Stop, error) {
	w, polling, err := c.P.watching(c)
	if err != nil {
		return nil, err
	}
	if !polling {
		if w.notify, err = fsnotify.NewWatcher(); err != nil {
			w.place.Root.Close()
			return nil, node.Errorf("files cannot be watched here: %s", err).
				Describe("The option “Use Polling” does without the system's help")
		}
	}
	initial, err := c.P.Initial.Or(c, 0, true)
	if err == nil {
		w.scan(w.start(), 0, !initial)
		if w.notify != nil && len(w.notify.WatchList()) == 0 {
			err = node.Errorf("ENOENT: no such file or directory, watch '%s'", w.place.Path)
		}
	}
	if err != nil {
		w.close()
		return nil, err
	}
	ctx, cancel := context.WithCancel(c.Context())
	var done sync.WaitGroup
	done.Go(func() {
		defer w.close()
		w.observe(ctx, c)
	})
	return func() {
		cancel()
		done.Wait()
	}, nil
}

func (p *watchParams) watching(c *node.TriggerCall[watchParams]) (w *watching, polling bool, err error) {
	w = &watching{Emitter: c, host: c.Host, known: map[string]seen{}, writing: map[string]pending{}, depth: -1}
	on, err := p.On.Or(c, 0, "")
	if err != nil {
		return nil, false, err
	}
	name, err := p.Path.Or(c, 0, "")
	if err != nil {
		return nil, false, err
	}
	var errs [5]error
	w.events, errs[0] = p.Events.Or(c, 0, nil)
	w.follow, errs[1] = p.Follow.Or(c, 0, true)
	w.awaitWrite, errs[2] = p.AwaitWrite.Or(c, 0, false)
	polling, errs[3] = p.Polling.Or(c, 0, false)
	depth, err := p.Depth.Or(c, 0, -1)
	errs[4] = err
	for _, err := range errs {
		if err != nil {
			return nil, false, err
		}
	}
	if depth >= 0 {
		w.depth = int(depth)
	}
	if w.ignored, err = p.ignore(c); err != nil {
		return nil, false, err
	}
	if name == "" {
		return nil, false, node.Errorf("The path to watch is missing")
	}
	if on == "file" {
		// The folder is watched: programs put a new file into the place of the old.
		w.events, w.depth = []string{fileChanged}, 0
		if w.place, err = localfile.Open(c.Host, name); err != nil {
			return nil, false, err
		}
		w.file = w.place.Path
		w.place.Name, w.place.Path = filepath.Dir(w.place.Name), filepath.Dir(w.place.Path)
		return w, polling, nil
	}
	w.place, err = localfile.Open(c.Host, name)
	return w, polling, err
}

// ignore gives the function that tells which paths do not count.
func (p *watchParams) ignore(h node.Host) (func(string) bool, error) {
	pattern, err := p.Ignored.Or(h, 0, "")
	if err != nil {
		return nil, err
	}
	mode, err := p.IgnoreMode.Or(h, 0, "match")
	if err != nil {
		return nil, err
	}
	switch {
	case pattern == "":
		return func(string) bool { return false }, nil
	case mode == "contain":
		return func(full string) bool { return strings.Contains(full, pattern) }, nil
	}
	if !doublestar.ValidatePattern(pattern) {
		return nil, node.Errorf("The pattern of files to ignore is not valid: %s", pattern)
	}
	return func(full string) bool {
		full = filepath.ToSlash(full)
		return doublestar.MatchUnvalidated(pattern, full) || full == pattern || strings.HasPrefix(full, strings.TrimSuffix(pattern, "/")+"/")
	}, nil
}

func (w *watching) close() {
	if w.notify != nil {
		w.notify.Close()
	}
	w.place.Root.Close()
}

// start is the folder that is watched.
func (w *watching) start() string { return w.place.Path }

// below gives the name below the root of a full path.
func (w *watching) below(full string) string {
	rel, err := filepath.Rel(w.place.Path, full)
	if err != nil {
		return w.place.Name
	}
	return path.Join(filepath.ToSlash(w.place.Name), filepath.ToSlash(rel))
}

// level is how deep a path lies below the folder: 0 for what is in it.
func (w *watching) level(full string) int {
	rel, err := filepath.Rel(w.place.Path, full)
	if err != nil || rel == "." {
		return -1
	}
	return strings.Count(filepath.ToSlash(rel), "/")
}

// look gives what is at a path; false when nothing is that counts. A link that
// leads out of the folders that are open to nodes is nothing.
func (w *watching) look(full string) (seen, bool) {
	if w.file != "" && full != w.file && full != w.place.Path || full != w.place.Path && w.ignored(full) {
		return seen{}, false
	}
	stat := w.place.Root.Lstat
	if w.follow {
		stat = w.place.Root.Stat
	}
	info, err := stat(w.below(full))
	if err != nil {
		return seen{}, false
	}
	return seen{info.IsDir(), info.Size(), info.ModTime()}, true
}

// scan takes in a path and, of a folder, what is in it. report tells of what
// was not known.
func (w *watching) scan(full string, level int, report bool) {
	at, ok := w.look(full)
	if !ok {
		return
	}
	before, known := w.known[full]
	if !known && localfile.Closed(w.host, full) {
		return
	}
	w.known[full] = at
	switch {
	case known && before.dir != at.dir:
		w.forget(full, true)
		w.known[full] = at
		w.report(full, kind(at, folderAdded, fileAdded), at)
	case !known && report:
		w.report(full, kind(at, folderAdded, fileAdded), at)
	case known && !at.dir && before != at && report:
		w.report(full, fileChanged, at)
	}
	if !at.dir || level > maxDepth || w.circles(full) || w.depth >= 0 && w.level(full) >= w.depth {
		return
	}
	if w.notify != nil {
		// The watch comes before the look, so that nothing falls between.
		_ = w.notify.Add(full)
	}
	for _, name := range w.names(full) {
		w.scan(filepath.Join(full, name), level+1, report)
	}
}

// maxDepth bounds how deep folders are followed: links may lead in circles that
// are not noticed otherwise.
const maxDepth = 40

// circles tells whether a path is a link to a folder that it lies in itself.
func (w *watching) circles(full string) bool {
	info, err := w.place.Root.Lstat(w.below(full))
	if err != nil || info.Mode()&os.ModeSymlink == 0 {
		return false
	}
	target, err := filepath.EvalSymlinks(full)
	parent, err2 := filepath.EvalSymlinks(filepath.Dir(full))
	if err != nil || err2 != nil {
		return true
	}
	rel, err := filepath.Rel(target, parent)
	return err == nil && filepath.IsLocal(rel)
}

func (w *watching) names(full string) []string {
	f, err := w.place.Root.Open(w.below(full))
	if err != nil {
		return nil
	}
	defer f.Close()
	names, _ := f.Readdirnames(-1)
	slices.Sort(names)
	return names
}

func kind(at seen, dir, file string) string {
	if at.dir {
		return dir
	}
	return file
}

// forget takes out what is gone: a path and what was in it.
func (w *watching) forget(full string, report bool) {
	var gone []string
	prefix := full + string(os.PathSeparator)
	for known := range w.known {
		if known == full || strings.HasPrefix(known, prefix) {
			gone = append(gone, known)
		}
	}
	slices.Sort(gone)
	slices.Reverse(gone)
	for _, known := range gone {
		at := w.known[known]
		delete(w.known, known)
		delete(w.writing, known)
		if report {
			w.report(known, kind(at, folderDeleted, fileDeleted), at)
		}
	}
}

// check looks at one path again.
func (w *watching) check(full string) {
	if _, ok := w.look(full); ok {
		w.scan(full, 0, true)
		return
	}
	if _, known := w.known[full]; known {
		w.forget(full, true)
	}
}

// checkAll looks at everything again.
func (w *watching) checkAll() {
	var gone []string
	for full := range w.known {
		if _, ok := w.look(full); !ok {
			gone = append(gone, full)
		}
	}
	slices.Sort(gone)
	for _, full := range gone {
		w.forget(full, true)
	}
	w.scan(w.start(), 0, true)
}

// report starts an execution for an event that counts; with the option, a file
// is waited for until nobody writes to it any more.
func (w *watching) report(full, event string, at seen) {
	if w.file != "" && full == w.place.Path || full == w.place.Path && event == fileChanged {
		return
	}
	if w.file != "" && event == fileAdded {
		event = fileChanged // the file was put into the place of the old one
	}
	if !slices.Contains(w.events, event) && !(w.awaitWrite && event == fileChanged && w.writing[full].event != "") {
		return
	}
	if w.awaitWrite && (event == fileAdded || event == fileChanged) {
		if first := w.writing[full].event; first != "" {
			event = first
		}
		w.writing[full] = pending{event, time.Now()}
		return
	}
	w.emit(full, event)
}

func (w *watching) emit(full, event string) {
	w.Emit(node.One([]item.Item{item.New(node.Obj("event", event, "path", full))}))
}

// settle reports the files that were written to and have rested since.
func (w *watching) settle() {
	for full, p := range w.writing {
		if time.Since(p.at) >= quietTime {
			delete(w.writing, full)
			w.emit(full, p.event)
		}
	}
}

// observe takes in changes until the context ends.
func (w *watching) observe(ctx context.Context, c *node.TriggerCall[watchParams]) {
	var changes <-chan fsnotify.Event
	var failures <-chan error
	period := pollPeriod
	if w.notify != nil {
		changes, failures = w.notify.Events, w.notify.Errors
		period = quietTime / 4
	}
	ticks := time.NewTicker(period)
	defer ticks.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case e := <-changes:
			w.check(filepath.Clean(e.Name))
		case err := <-failures:
			// Events were lost: everything is looked at again.
			c.Log().Warn("changes of files were missed; all are looked at again", "error", err)
			w.checkAll()
		case <-ticks.C:
			if w.notify == nil {
				w.checkAll()
			}
			w.settle()
		}
	}
}
