package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"time"
)

// Session is a user's stay in the editor. The token itself is not stored.
type Session struct {
	UserID               string
	CSRF                 string
	CreatedAt, ExpiresAt time.Time
}

// HashToken gives the hash under which random tokens are stored. It is made for
// tokens of at least 128 random bits, not for passwords.
func HashToken(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

// CreateSession stores a session under the hash of its token. Sessions that
// are over leave.
func (d *Database) CreateSession(ctx context.Context, tokenHash []byte, s Session) error {
	return d.write(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "DELETE FROM sessions WHERE expires_at <= ?", millis(time.Now())); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, "INSERT INTO sessions (token_hash, user_id, csrf, created_at, expires_at) VALUES (?, ?, ?, ?, ?)",
			tokenHash, s.UserID, s.CSRF, millis(s.CreatedAt), millis(s.ExpiresAt))
		return err
	})
}

// Session gives a session that is not over, with its user; ErrNotFound also
// when the user is disabled.
func (d *Database) Session(ctx context.Context, tokenHash []byte) (Session, User, error) {
	var s Session
	var created, expires int64
	err := d.readers.QueryRowContext(ctx, `SELECT s.user_id, s.csrf, s.created_at, s.expires_at FROM sessions s JOIN users u ON u.id = s.user_id
		WHERE s.token_hash = ? AND s.expires_at > ? AND u.disabled = 0`, tokenHash, millis(time.Now())).Scan(&s.UserID, &s.CSRF, &created, &expires)
	if err != nil {
		return Session{}, User{}, missing(err)
	}
	s.CreatedAt, s.ExpiresAt = fromMillis(created), fromMillis(expires)
	u, err := d.User(ctx, s.UserID)
	return s, u, err
}

// ExtendSession lets a session last longer.
func (d *Database) ExtendSession(ctx context.Context, tokenHash []byte, until time.Time) error {
	return d.write(ctx, func(tx *sql.Tx) error {
		return changedOne(tx.ExecContext(ctx, "UPDATE sessions SET expires_at = ? WHERE token_hash = ?", millis(until), tokenHash))
	})
}

// DeleteSession ends a session; it is no error when there is none.
func (d *Database) DeleteSession(ctx context.Context, tokenHash []byte) error {
	return d.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "DELETE FROM sessions WHERE token_hash = ?", tokenHash)
		return err
	})
}

// DeleteSessionsOf ends all sessions of a user but the one given, which may be
// nil: after a change of the password.
func (d *Database) DeleteSessionsOf(ctx context.Context, userID string, butTokenHash []byte) error {
	return d.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "DELETE FROM sessions WHERE user_id = ? AND token_hash IS NOT ?", userID, butTokenHash)
		return err
	})
}
