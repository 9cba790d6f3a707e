package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"runnel/runtime/credential"
	"runnel/runtime/node"
	"runnel/runtime/value"
)

// Credential is a stored credential without its data.
type Credential struct {
	ID, Name, Type       string
	CreatedAt, UpdatedAt time.Time
}

// errNoKeys is the error of a database that was opened without a key.
var errNoKeys = errors.New("credentials cannot be stored: there is no key file")

const credentialRow = "SELECT id, name, type, created_at, updated_at FROM credentials "

func scanCredential(row scanner) (Credential, error) {
	var c Credential
	var created, updated int64
	err := row.Scan(&c.ID, &c.Name, &c.Type, &created, &updated)
	c.CreatedAt, c.UpdatedAt = fromMillis(created), fromMillis(updated)
	return c, missing(err)
}

// Credentials lists all credentials by name.
func (d *Database) Credentials(ctx context.Context) ([]Credential, error) {
	rows, err := d.readers.QueryContext(ctx, credentialRow+"ORDER BY name, id")
	return all(rows, err, scanCredential)
}

// Credential gives one credential, or ErrNotFound.
func (d *Database) Credential(ctx context.Context, id string) (Credential, error) {
	return scanCredential(d.readers.QueryRowContext(ctx, credentialRow+"WHERE id = ?", id))
}

// CredentialEntry gives a credential with its decrypted data, or ErrNotFound.
func (d *Database) CredentialEntry(ctx context.Context, id string) (credential.Entry, error) {
	return d.openEntry(d.readers.QueryRowContext(ctx, "SELECT id, name, type, sealed FROM credentials WHERE id = ?", id))
}

func (d *Database) openEntry(row scanner) (credential.Entry, error) {
	var id, name, typ, sealed string
	if err := row.Scan(&id, &name, &typ, &sealed); err != nil {
		return credential.Entry{}, missing(err)
	}
	if d.keys == nil {
		return credential.Entry{}, errNoKeys
	}
	return d.keys.OpenEntry(id, name, typ, sealed)
}

// OpenSealed gives the credential that an export of this or another instance
// with the same keys holds encrypted.
func (d *Database) OpenSealed(id, name, typ, sealed string) (credential.Entry, error) {
	if d.keys == nil {
		return credential.Entry{}, errNoKeys
	}
	return d.keys.OpenEntry(id, name, typ, sealed)
}

// SealedCredential is a credential as the table holds it.
type SealedCredential struct {
	Credential
	Sealed string
}

// SealedCredentials gives all credentials encrypted, for an export.
func (d *Database) SealedCredentials(ctx context.Context) ([]SealedCredential, error) {
	rows, err := d.readers.QueryContext(ctx, "SELECT id, name, type, created_at, updated_at, sealed FROM credentials ORDER BY name, id")
	return all(rows, err, func(row scanner) (SealedCredential, error) {
		var c SealedCredential
		var created, updated int64
		err := row.Scan(&c.ID, &c.Name, &c.Type, &created, &updated, &c.Sealed)
		c.CreatedAt, c.UpdatedAt = fromMillis(created), fromMillis(updated)
		return c, err
	})
}

// CredentialEntries gives all credentials with their decrypted data, for an
// export.
func (d *Database) CredentialEntries(ctx context.Context) ([]credential.Entry, error) {
	rows, err := d.readers.QueryContext(ctx, "SELECT id, name, type, sealed FROM credentials ORDER BY name, id")
	return all(rows, err, d.openEntry)
}

// FindCredential gives what a node gets of the credential that it refers to: by
// id, else the only one of the type with that name. What a node changes, such as
// a fresh token, is stored. The error of a missing one is a
// *credential.NotFoundError.
func (d *Database) FindCredential(ctx context.Context, ref credential.Ref) (node.Credential, error) {
	rows, err := d.readers.QueryContext(ctx, `SELECT id, name, type, sealed FROM credentials WHERE type = ?1 AND id = ?2
		UNION ALL SELECT id, name, type, sealed FROM credentials WHERE type = ?1 AND name = ?3 AND ?3 <> ''
			AND NOT EXISTS (SELECT 1 FROM credentials WHERE type = ?1 AND id = ?2)`, ref.Type, ref.ID, ref.Name)
	found, err := all(rows, err, d.openEntry)
	if err != nil {
		return node.Credential{}, err
	}
	if len(found) != 1 {
		return node.Credential{}, &credential.NotFoundError{Ref: ref}
	}
	e := found[0]
	return credential.Open(e, func(key string, v value.Value) error {
		return d.setCredentialField(context.WithoutCancel(ctx), e.ID, key, v)
	}), nil
}

// setCredentialField changes one field of a credential's data as it is now.
func (d *Database) setCredentialField(ctx context.Context, id, key string, v value.Value) error {
	return d.write(ctx, func(tx *sql.Tx) error {
		e, err := d.openEntry(tx.QueryRowContext(ctx, "SELECT id, name, type, sealed FROM credentials WHERE id = ?", id))
		if err != nil {
			return err
		}
		e.Data = e.Data.Set(key, v)
		return d.putCredential(ctx, tx, e)
	})
}

func (d *Database) putCredential(ctx context.Context, tx *sql.Tx, e credential.Entry) error {
	at := millis(time.Now())
	_, err := tx.ExecContext(ctx, `INSERT INTO credentials (id, name, type, sealed, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, type = excluded.type, sealed = excluded.sealed, updated_at = excluded.updated_at`,
		e.ID, e.Name, e.Type, d.keys.SealEntry(e), at, at)
	return err
}

// PutCredential stores a credential: a new one, which gets an id when it has
// none, or other name, type and data for the one of the same id.
func (d *Database) PutCredential(ctx context.Context, e credential.Entry) (Credential, error) {
	switch {
	case d.keys == nil:
		return Credential{}, errNoKeys
	case e.Type == "":
		return Credential{}, errors.New("a credential needs a type")
	case !e.Data.IsObject():
		return Credential{}, fmt.Errorf("the data of the credential %q must be an object", e.Name)
	}
	if e.ID == "" {
		e.ID = NewID()
	}
	if err := d.write(ctx, func(tx *sql.Tx) error { return d.putCredential(ctx, tx, e) }); err != nil {
		return Credential{}, err
	}
	return d.Credential(ctx, e.ID)
}

// ChangeCredential changes a stored credential: change gets it decrypted and
// gives what is to be stored; the id stays. The error is ErrNotFound or
// change's.
func (d *Database) ChangeCredential(ctx context.Context, id string, change func(credential.Entry) (credential.Entry, error)) (Credential, error) {
	err := d.write(ctx, func(tx *sql.Tx) error {
		e, err := d.openEntry(tx.QueryRowContext(ctx, "SELECT id, name, type, sealed FROM credentials WHERE id = ?", id))
		if err != nil {
			return err
		}
		if e, err = change(e); err != nil {
			return err
		}
		e.ID = id
		return d.putCredential(ctx, tx, e)
	})
	if err != nil {
		return Credential{}, err
	}
	return d.Credential(ctx, id)
}

// DeleteCredential deletes a credential, or gives ErrNotFound.
func (d *Database) DeleteCredential(ctx context.Context, id string) error {
	return d.write(ctx, func(tx *sql.Tx) error {
		return changedOne(tx.ExecContext(ctx, "DELETE FROM credentials WHERE id = ?", id))
	})
}

// reseal encrypts with the current key what was sealed with a former one. What
// does not open is told and stays as it is.
func (d *Database) reseal(ctx context.Context) error {
	if d.keys == nil {
		return nil
	}
	return d.write(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, "SELECT id, name, type, sealed FROM credentials")
		old, err := all(rows, err, func(row scanner) (credential.Entry, error) {
			var id, name, typ, sealed string
			if err := row.Scan(&id, &name, &typ, &sealed); err != nil {
				return credential.Entry{}, err
			}
			if !d.keys.NeedsResealing(sealed) {
				return credential.Entry{}, nil
			}
			e, err := d.keys.OpenEntry(id, name, typ, sealed)
			if err != nil {
				d.log.Error("a stored credential cannot be opened with the key file; it is left as it is", "error", err)
				return credential.Entry{}, nil
			}
			return e, nil
		})
		if err != nil {
			return err
		}
		for _, e := range old {
			if e.ID == "" {
				continue
			}
			if _, err := tx.ExecContext(ctx, "UPDATE credentials SET sealed = ? WHERE id = ?", d.keys.SealEntry(e), e.ID); err != nil {
				return err
			}
		}
		return nil
	})
}
