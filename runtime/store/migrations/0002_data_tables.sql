-- Tables of the Data table node. A row's data is the object of its columns;
-- the numbers of deleted rows are not given again.
CREATE TABLE data_tables (
	id         TEXT PRIMARY KEY,
	name       TEXT NOT NULL UNIQUE,
	columns    TEXT NOT NULL,
	last_row   INTEGER NOT NULL DEFAULT 0,
	created_at INTEGER NOT NULL,
	updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE data_rows (
	table_id   TEXT NOT NULL REFERENCES data_tables (id) ON DELETE CASCADE,
	id         INTEGER NOT NULL,
	created_at INTEGER NOT NULL,
	updated_at INTEGER NOT NULL,
	data       TEXT NOT NULL,
	PRIMARY KEY (table_id, id)
) STRICT, WITHOUT ROWID;
