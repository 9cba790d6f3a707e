package store

import (
	"errors"
	"fmt"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// taken words the error of a change that would give something a second time;
// other errors stay as they are.
func taken(err error, what string, args ...any) error {
	var e *sqlite.Error
	if errors.As(err, &e) && (e.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE || e.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY) {
		return fmt.Errorf(what+" %w", append(args, ErrTaken)...)
	}
	return err
}

// now is the time as the database keeps it.
func now() time.Time { return fromMillis(millis(time.Now())) }
