package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"
)

// APIKey lets a program use the API for a user. The key itself is not stored.
type APIKey struct {
	ID, UserID, Label string
	// Hint is the end of the key, to tell keys apart.
	Hint   string
	Scopes []string
	// ExpiresAt is zero for a key that does not expire, UsedAt for one that was
	// never used.
	CreatedAt, ExpiresAt, UsedAt time.Time
}

const apiKeyRow = "SELECT id, user_id, label, hint, scopes, created_at, expires_at, used_at FROM api_keys "

func scanAPIKey(row scanner) (APIKey, error) {
	var k APIKey
	var scopes string
	var created, expires, used int64
	if err := row.Scan(&k.ID, &k.UserID, &k.Label, &k.Hint, &scopes, &created, &expires, &used); err != nil {
		return k, missing(err)
	}
	k.CreatedAt, k.ExpiresAt, k.UsedAt = fromMillis(created), fromMillis(expires), fromMillis(used)
	return k, json.Unmarshal([]byte(scopes), &k.Scopes)
}

// APIKeys lists the API keys of a user, the newest in front.
func (d *Database) APIKeys(ctx context.Context, userID string) ([]APIKey, error) {
	rows, err := d.readers.QueryContext(ctx, apiKeyRow+"WHERE user_id = ? ORDER BY created_at DESC, id", userID)
	return all(rows, err, scanAPIKey)
}

// CreateAPIKey stores a key by its hash and gives it an id.
func (d *Database) CreateAPIKey(ctx context.Context, k APIKey, keyHash []byte) (APIKey, error) {
	k.ID, k.CreatedAt = NewID(), now()
	scopes, err := json.Marshal(append([]string{}, k.Scopes...))
	if err != nil {
		return k, err
	}
	return k, d.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "INSERT INTO api_keys (id, user_id, label, key_hash, hint, scopes, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
			k.ID, k.UserID, k.Label, keyHash, k.Hint, string(scopes), millis(k.CreatedAt), millis(k.ExpiresAt))
		return err
	})
}

// usedEvery is how exactly the last use of a key is known: a write for each
// request would cost more than it tells.
const usedEvery = time.Minute

// APIKeyByHash gives a key that counts, with its user, and notes its use;
// ErrNotFound also when it has expired or its user is disabled.
func (d *Database) APIKeyByHash(ctx context.Context, keyHash []byte) (APIKey, User, error) {
	at := time.Now()
	k, err := scanAPIKey(d.readers.QueryRowContext(ctx, apiKeyRow+"WHERE key_hash = ? AND (expires_at = 0 OR expires_at > ?)", keyHash, millis(at)))
	if err != nil {
		return APIKey{}, User{}, err
	}
	u, err := d.User(ctx, k.UserID)
	if err == nil && u.Disabled {
		err = ErrNotFound
	}
	if err != nil {
		return APIKey{}, User{}, err
	}
	if at.Sub(k.UsedAt) > usedEvery {
		err = d.write(ctx, func(tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, "UPDATE api_keys SET used_at = ? WHERE id = ?", millis(at), k.ID)
			return err
		})
	}
	return k, u, err
}

// DeleteAPIKey deletes a key of a user, or gives ErrNotFound.
func (d *Database) DeleteAPIKey(ctx context.Context, userID, id string) error {
	return d.write(ctx, func(tx *sql.Tx) error {
		return changedOne(tx.ExecContext(ctx, "DELETE FROM api_keys WHERE user_id = ? AND id = ?", userID, id))
	})
}
