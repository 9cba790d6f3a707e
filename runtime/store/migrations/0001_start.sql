-- Times are milliseconds since 1970 in UTC.

CREATE TABLE settings (
	key   TEXT PRIMARY KEY,
	value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE users (
	id             TEXT PRIMARY KEY,
	email          TEXT NOT NULL UNIQUE COLLATE NOCASE,
	first_name     TEXT NOT NULL,
	last_name      TEXT NOT NULL,
	role           TEXT NOT NULL,
	password_hash  TEXT NOT NULL,
	invite_hash    BLOB,
	invite_expires INTEGER NOT NULL DEFAULT 0,
	disabled       INTEGER NOT NULL DEFAULT 0,
	created_at     INTEGER NOT NULL,
	updated_at     INTEGER NOT NULL
) STRICT;

CREATE TABLE sessions (
	token_hash BLOB PRIMARY KEY,
	user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
	csrf       TEXT NOT NULL,
	created_at INTEGER NOT NULL,
	expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_user ON sessions (user_id);

CREATE TABLE api_keys (
	id         TEXT PRIMARY KEY,
	user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
	label      TEXT NOT NULL,
	key_hash   BLOB NOT NULL UNIQUE,
	hint       TEXT NOT NULL,
	scopes     TEXT NOT NULL,
	created_at INTEGER NOT NULL,
	expires_at INTEGER NOT NULL DEFAULT 0,
	used_at    INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX api_keys_user ON api_keys (user_id);

CREATE TABLE variables (
	id    TEXT PRIMARY KEY,
	key   TEXT NOT NULL UNIQUE,
	type  TEXT NOT NULL,
	value TEXT NOT NULL
) STRICT;

CREATE TABLE credentials (
	id         TEXT PRIMARY KEY,
	name       TEXT NOT NULL,
	type       TEXT NOT NULL,
	sealed     TEXT NOT NULL,
	created_at INTEGER NOT NULL,
	updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX credentials_type ON credentials (type, name);

-- What a version of a workflow, or the workflow of an execution, says. Equal
-- documents are kept once.
CREATE TABLE documents (
	id   INTEGER PRIMARY KEY,
	hash BLOB NOT NULL UNIQUE,
	body BLOB NOT NULL
) STRICT;

CREATE TABLE workflows (
	id             TEXT PRIMARY KEY,
	name           TEXT NOT NULL,
	version_id     TEXT NOT NULL,
	active_version TEXT,
	archived       INTEGER NOT NULL DEFAULT 0,
	file           TEXT NOT NULL DEFAULT '',
	node_count     INTEGER NOT NULL,
	triggers       TEXT NOT NULL,
	created_at     INTEGER NOT NULL,
	updated_at     INTEGER NOT NULL,
	updated_by     TEXT NOT NULL
) STRICT;

CREATE TABLE workflow_versions (
	workflow_id TEXT NOT NULL REFERENCES workflows (id) ON DELETE CASCADE,
	number      INTEGER NOT NULL,
	id          TEXT NOT NULL UNIQUE,
	document_id INTEGER NOT NULL REFERENCES documents (id),
	name        TEXT NOT NULL,
	author_id   TEXT NOT NULL,
	author      TEXT NOT NULL,
	created_at  INTEGER NOT NULL,
	PRIMARY KEY (workflow_id, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX workflow_versions_document ON workflow_versions (document_id);

-- Counts of executions that outlive the executions.
CREATE TABLE workflow_stats (
	workflow_id TEXT PRIMARY KEY,
	runs        INTEGER NOT NULL,
	errors      INTEGER NOT NULL,
	history     TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE static_data (
	workflow_id TEXT PRIMARY KEY,
	data        TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE tags (
	id         TEXT PRIMARY KEY,
	name       TEXT NOT NULL UNIQUE,
	created_at INTEGER NOT NULL,
	updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE workflow_tags (
	workflow_id TEXT NOT NULL REFERENCES workflows (id) ON DELETE CASCADE,
	tag_id      TEXT NOT NULL REFERENCES tags (id) ON DELETE CASCADE,
	PRIMARY KEY (workflow_id, tag_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX workflow_tags_tag ON workflow_tags (tag_id);

CREATE TABLE executions (
	id            INTEGER PRIMARY KEY,
	workflow_id   TEXT NOT NULL,
	workflow_name TEXT NOT NULL,
	version_id    TEXT NOT NULL,
	document_id   INTEGER REFERENCES documents (id),
	status        TEXT NOT NULL,
	mode          TEXT NOT NULL,
	started_at    INTEGER NOT NULL,
	stopped_at    INTEGER NOT NULL DEFAULT 0,
	wait_till     INTEGER NOT NULL DEFAULT 0,
	retry_of      INTEGER NOT NULL DEFAULT 0,
	last_node     TEXT NOT NULL,
	error_message TEXT NOT NULL,
	error_node    TEXT NOT NULL,
	inbound       TEXT NOT NULL,
	outbound      INTEGER NOT NULL,
	bytes         INTEGER NOT NULL
) STRICT;
CREATE INDEX executions_workflow ON executions (workflow_id, id);
CREATE INDEX executions_status ON executions (status, id) WHERE status <> 'success';
CREATE INDEX executions_document ON executions (document_id);

-- The data stands apart so that lists do not read past it.
CREATE TABLE execution_data (
	execution_id INTEGER PRIMARY KEY REFERENCES executions (id) ON DELETE CASCADE,
	data         BLOB NOT NULL
) STRICT;
