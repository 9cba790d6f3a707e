package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	_ "modernc.org/sqlite" // the driver

	"runnel/runtime/credential"
	"runnel/runtime/value"
)

// Database is the SQLite database of an instance: workflows with their
// versions, executions, credentials, users and all else that must outlive the
// process. It is safe for concurrent use; another process must not write it at
// the same time. Every method that changes something returns when the change is
// on the disk.
type Database struct {
	// writer has one connection: SQLite takes one writer at a time, and waiting
	// here is fair. readers never wait for it.
	writer, readers *sql.DB
	keys            *credential.Keys
	log             *slog.Logger
	folder          *Folder
	recording       *Recorder
	executions      *executionWriter
	static          staticCache
	documents       documentCache
	vars            atomic.Pointer[value.Value]
	lock            *os.File
	closing         sync.Once
}

// DatabaseOptions are what a database works with.
type DatabaseOptions struct {
	// Keys seal credentials; without them credentials cannot be stored.
	Keys *credential.Keys
	// Log is told of what nobody waits for; slog.Default when nil.
	Log *slog.Logger
	// ReadOnly opens a database that is there for reading, also one that another
	// process uses; nothing is brought up to date.
	ReadOnly bool
	// Folder is the folder of workflow files that is the truth of what the
	// workflows are; nil when the database is.
	Folder *Folder
}

// ErrNotFound is the error of asking for something that is not there.
var ErrNotFound = errors.New("not found")

// ErrTaken is the error of a name, key or email address that is in use.
var ErrTaken = errors.New("is in use already")

// OpenDatabase opens the database in a file, makes it when there is none, and
// brings its tables up to date. Executions that were running when the process
// before ended are marked as crashed.
func OpenDatabase(ctx context.Context, path string, o DatabaseOptions) (*Database, error) {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	d, err := openDatabase(ctx, path, o)
	if err != nil {
		return nil, fmt.Errorf("the database %s cannot be used: %w", path, err)
	}
	return d, nil
}

func openDatabase(ctx context.Context, path string, o DatabaseOptions) (*Database, error) {
	if o.ReadOnly {
		return openReadOnly(ctx, path, o)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	lock, err := lockFile(path + ".lock")
	if err != nil {
		return nil, err
	}
	d := &Database{keys: o.Keys, log: o.Log, folder: o.Folder, lock: lock}
	d.static.init()
	// SQLite would make the file readable for others.
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err == nil {
		err = f.Close()
	}
	if err == nil {
		err = d.connect(ctx, path)
	}
	if err == nil {
		err = d.migrate(ctx)
	}
	if err == nil {
		err = d.afterCrash(ctx)
	}
	if err == nil {
		err = d.reseal(ctx)
	}
	if err == nil {
		d.executions, err = newExecutionWriter(ctx, d)
	}
	if err != nil {
		d.Close()
		return nil, err
	}
	return d, nil
}

func openReadOnly(ctx context.Context, path string, o DatabaseOptions) (*Database, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, err
	}
	d := &Database{keys: o.Keys, log: o.Log}
	d.static.init()
	err := d.connectReaders(path)
	if err == nil {
		var done int
		err = d.readers.QueryRowContext(ctx, "SELECT max(number) FROM migrations").Scan(&done)
		if entries, _ := migrations.ReadDir("migrations"); err == nil && done != len(entries) {
			err = fmt.Errorf("its tables are of version %d, this program's of version %d; start the server once to bring them up to date", done, len(entries))
		}
	}
	if err != nil {
		d.Close()
		return nil, err
	}
	return d, nil
}

// connect opens the connections. auto_vacuum must be set before the first table
// is made; incremental is what lets retention give the disk back.
func (d *Database) connect(ctx context.Context, path string) error {
	var err error
	if d.writer, err = sql.Open("sqlite", address(path, "auto_vacuum(incremental)", "journal_mode(wal)", "synchronous(full)",
		"wal_autocheckpoint(4000)", "journal_size_limit(67108864)", "secure_delete(0)")+"&_txlock=immediate"); err != nil {
		return err
	}
	d.writer.SetMaxOpenConns(1)
	if err := d.writer.PingContext(ctx); err != nil {
		return err
	}
	return d.connectReaders(path)
}

// address is the driver's name of a database with settings.
func address(path string, pragmas ...string) string {
	q := url.Values{"_pragma": append([]string{"busy_timeout(10000)", "foreign_keys(1)", "cache_size(-16000)", "temp_store(memory)"}, pragmas...)}
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: q.Encode()}).String()
}

func (d *Database) connectReaders(path string) error {
	var err error
	if d.readers, err = sql.Open("sqlite", address(path, "query_only(1)")); err != nil {
		return err
	}
	d.readers.SetMaxOpenConns(4)
	d.readers.SetMaxIdleConns(4)
	return nil
}

// Close writes what is to be written and lets go of the file. Further calls do
// nothing.
func (d *Database) Close() (err error) {
	d.closing.Do(func() { err = d.close() })
	return err
}

func (d *Database) close() error {
	if d.recording != nil {
		d.recording.close()
	}
	if d.executions != nil {
		d.executions.close()
	}
	var errs []error
	for _, db := range []*sql.DB{d.readers, d.writer} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	if d.lock != nil {
		errs = append(errs, d.lock.Close())
	}
	return errors.Join(errs...)
}

// write runs a change as one transaction.
func (d *Database) write(ctx context.Context, change func(*sql.Tx) error) error {
	tx, err := d.writer.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := change(tx); err != nil {
		return err
	}
	return tx.Commit()
}

// read runs queries that see the database at one moment.
func (d *Database) read(ctx context.Context, query func(*sql.Tx) error) error {
	tx, err := d.readers.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return err
	}
	defer tx.Rollback()
	return query(tx)
}

// scanner is a row or rows.
type scanner interface{ Scan(into ...any) error }

// all reads all rows of a query.
func all[T any](rows *sql.Rows, err error, one func(scanner) (T, error)) ([]T, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	list := []T{}
	for rows.Next() {
		x, err := one(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, x)
	}
	return list, rows.Err()
}

// missing makes ErrNotFound of a query that gave no row.
func missing(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNotFound
	}
	return err
}

// changedOne makes ErrNotFound of a change that met no row.
func changedOne(r sql.Result, err error) error {
	if err != nil {
		return err
	}
	n, err := r.RowsAffected()
	if err == nil && n == 0 {
		return ErrNotFound
	}
	return err
}

// millis is a time as the tables hold it, 0 for none.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// fromMillis gives the time that a table holds.
func fromMillis(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

const idLetters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// NewID makes an id as n8n gives them to workflows, credentials, tags and
// variables: 16 letters and digits.
func NewID() string {
	var id [16]byte
	random := make([]byte, 2*len(id))
	for n := 0; n < len(id); {
		rand.Read(random)
		for _, b := range random {
			// 62 letters do not divide 256: what is above would favour some.
			if b < 248 && n < len(id) {
				id[n] = idLetters[b%62]
				n++
			}
		}
	}
	return string(id[:])
}
