package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"sync"
	"weak"

	"runnel/runtime/execution"
	"runnel/runtime/value"
	"runnel/workflows"
)

// columns are the keys of a workflow that are no part of what a version says:
// the database has them in places of their own.
var columns = []string{"versionId", "activeVersionId", "activeVersion", "versionCounter", "createdAt", "updatedAt", "triggerCount", "isArchived", "shared",
	"parentFolder", "homeProject", "sharedWithProjects", "scopes", "usedCredentials", "active", "tags"}

// content gives what a version of a workflow says: the document without what
// the database keeps apart. The order of keys stays.
func content(doc value.Value) value.Value {
	for _, key := range columns {
		if doc.Has(key) {
			doc = doc.Delete(key)
		}
	}
	return doc
}

// hashOf tells documents apart; the order of keys that means nothing does not
// count.
func hashOf(doc value.Value) ([]byte, error) {
	w, err := workflows.FromValue("", doc)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(workflows.Canonical(w))
	return sum[:], nil
}

// putDocument stores a document, or finds the equal one that is stored. doc is
// what content gave.
func putDocument(ctx context.Context, tx *sql.Tx, doc value.Value, hash []byte) (id int64, err error) {
	err = tx.QueryRowContext(ctx, "SELECT id FROM documents WHERE hash = ?", hash).Scan(&id)
	if err != sql.ErrNoRows {
		return id, err
	}
	err = tx.QueryRowContext(ctx, "INSERT INTO documents (hash, body) VALUES (?, ?) RETURNING id", hash,
		execution.Pack(nil, doc.AppendJSON(nil))).Scan(&id)
	return id, err
}

// readDocument reads what putDocument stored.
func readDocument(body []byte) (value.Value, error) {
	text, err := execution.Unpack(body)
	if err != nil {
		return value.Undefined, fmt.Errorf("a stored workflow is damaged: %w", err)
	}
	doc, err := value.Parse(text)
	if err != nil {
		return value.Undefined, fmt.Errorf("a stored workflow is damaged: %w", err)
	}
	return doc, nil
}

// documentCache knows the documents of workflows in memory, so that an
// execution does not look for its own again and again.
type documentCache struct {
	mu   sync.Mutex
	byID map[weak.Pointer[workflows.Workflow]]cachedDocument
}

type cachedDocument struct {
	id   int64
	hash []byte
}

// most documents in the cache; above, those of workflows that are gone leave.
const mostCached = 1024

// find gives what is known of a workflow's document.
func (c *documentCache) find(w *workflows.Workflow) (cachedDocument, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	d, ok := c.byID[weak.Make(w)]
	return d, ok
}

// put remembers a workflow's document.
func (c *documentCache) put(w *workflows.Workflow, d cachedDocument) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.byID == nil {
		c.byID = map[weak.Pointer[workflows.Workflow]]cachedDocument{}
	}
	if len(c.byID) >= mostCached {
		for p := range c.byID {
			if p.Value() == nil {
				delete(c.byID, p)
			}
		}
		if len(c.byID) >= mostCached {
			clear(c.byID)
		}
	}
	c.byID[weak.Make(w)] = d
}

// forget drops ids of documents that were deleted.
func (c *documentCache) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.byID)
}

// dropDocuments deletes the documents that nothing refers to any more.
func dropDocuments(ctx context.Context, tx *sql.Tx) (int64, error) {
	r, err := tx.ExecContext(ctx, `DELETE FROM documents WHERE
		NOT EXISTS (SELECT 1 FROM workflow_versions v WHERE v.document_id = documents.id) AND
		NOT EXISTS (SELECT 1 FROM executions e WHERE e.document_id = documents.id)`)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

func sameHash(a, b []byte) bool { return bytes.Equal(a, b) }
