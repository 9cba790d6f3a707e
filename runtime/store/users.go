package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/google/uuid"
)

// User is a person who may use the editor or the API.
type User struct {
	ID, Email, FirstName, LastName string
	// Role is n8n's: "global:owner", "global:admin" or "global:member".
	Role string
	// PasswordHash is whatever the server makes of a password, "" until the user
	// has chosen one.
	PasswordHash string
	// InviteHash is the hash of the token in the link by which the user joins,
	// nil when there is none; InviteExpires is until when it counts.
	InviteHash    []byte
	InviteExpires time.Time
	Disabled      bool

	CreatedAt, UpdatedAt time.Time
}

// Name is how the user is called in lists: the names, or the email address.
func (u *User) Name() string {
	switch {
	case u.FirstName != "" && u.LastName != "":
		return u.FirstName + " " + u.LastName
	case u.FirstName+u.LastName != "":
		return u.FirstName + u.LastName
	}
	return u.Email
}

// Pending tells whether the user has been invited and has not come yet.
func (u *User) Pending() bool { return u.PasswordHash == "" }

const userRow = "SELECT id, email, first_name, last_name, role, password_hash, invite_hash, invite_expires, disabled, created_at, updated_at FROM users "

func scanUser(row scanner) (User, error) {
	var u User
	var expires, created, updated int64
	err := row.Scan(&u.ID, &u.Email, &u.FirstName, &u.LastName, &u.Role, &u.PasswordHash, &u.InviteHash, &expires, &u.Disabled, &created, &updated)
	u.InviteExpires, u.CreatedAt, u.UpdatedAt = fromMillis(expires), fromMillis(created), fromMillis(updated)
	return u, missing(err)
}

// Users lists all users, those that came first in front.
func (d *Database) Users(ctx context.Context) ([]User, error) {
	rows, err := d.readers.QueryContext(ctx, userRow+"ORDER BY created_at, id")
	return all(rows, err, scanUser)
}

// User gives a user by id, or ErrNotFound.
func (d *Database) User(ctx context.Context, id string) (User, error) {
	return scanUser(d.readers.QueryRowContext(ctx, userRow+"WHERE id = ?", id))
}

// UserByEmail gives a user by email address, in any case, or ErrNotFound.
func (d *Database) UserByEmail(ctx context.Context, email string) (User, error) {
	return scanUser(d.readers.QueryRowContext(ctx, userRow+"WHERE email = ?", email))
}

// UserByInvite gives the user whom a token invites, while the invitation
// counts; hash is the token's hash.
func (d *Database) UserByInvite(ctx context.Context, hash []byte) (User, error) {
	return scanUser(d.readers.QueryRowContext(ctx, userRow+"WHERE invite_hash = ? AND invite_expires > ? AND disabled = 0", hash, millis(time.Now())))
}

// CreateUser stores a user and gives an id to one that has none; the error
// wraps ErrTaken when the email address is in use.
func (d *Database) CreateUser(ctx context.Context, u User) (User, error) {
	if u.ID == "" {
		u.ID = uuid.NewString()
	}
	u.CreatedAt = now()
	u.UpdatedAt = u.CreatedAt
	return u, d.write(ctx, func(tx *sql.Tx) error { return insertUser(ctx, tx, u) })
}

func insertUser(ctx context.Context, tx *sql.Tx, u User) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO users (id, email, first_name, last_name, role, password_hash, invite_hash, invite_expires, disabled, created_at, updated_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, u.ID, u.Email, u.FirstName, u.LastName, u.Role, u.PasswordHash, u.InviteHash, millis(u.InviteExpires),
		u.Disabled, millis(u.CreatedAt), millis(u.UpdatedAt))
	return taken(err, "the email address %s", u.Email)
}

// CreateOwner stores the first user; ErrTaken when there is any user already,
// also when two try at once.
func (d *Database) CreateOwner(ctx context.Context, u User) (User, error) {
	u.ID, u.Role, u.CreatedAt = uuid.NewString(), "global:owner", now()
	u.UpdatedAt = u.CreatedAt
	return u, d.write(ctx, func(tx *sql.Tx) error {
		var n int
		if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM users").Scan(&n); err != nil {
			return err
		}
		if n > 0 {
			return ErrTaken
		}
		return insertUser(ctx, tx, u)
	})
}

// HasUsers tells whether there is any user.
func (d *Database) HasUsers(ctx context.Context) (bool, error) {
	var has bool
	err := d.readers.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM users)").Scan(&has)
	return has, err
}

// UpdateUser changes everything of a user but the id; the error is ErrNotFound
// or wraps ErrTaken.
func (d *Database) UpdateUser(ctx context.Context, u User) error {
	return d.write(ctx, func(tx *sql.Tx) error {
		err := changedOne(tx.ExecContext(ctx, `UPDATE users SET email = ?, first_name = ?, last_name = ?, role = ?, password_hash = ?, invite_hash = ?, invite_expires = ?,
			disabled = ?, updated_at = ? WHERE id = ?`, u.Email, u.FirstName, u.LastName, u.Role, u.PasswordHash, u.InviteHash, millis(u.InviteExpires), u.Disabled,
			millis(time.Now()), u.ID))
		return taken(err, "the email address %s", u.Email)
	})
}

// DeleteUser deletes a user with all sessions and API keys, or gives
// ErrNotFound.
func (d *Database) DeleteUser(ctx context.Context, id string) error {
	return d.write(ctx, func(tx *sql.Tx) error {
		return changedOne(tx.ExecContext(ctx, "DELETE FROM users WHERE id = ?", id))
	})
}
