-- Saved mappings, what the systems say of their fields, and which mapping a plan was made with.

CREATE TABLE mapping_version (
  key         INTEGER PRIMARY KEY,
  integration INTEGER NOT NULL REFERENCES integration (id) ON DELETE CASCADE,
  workflow    TEXT NOT NULL,
  version     INTEGER NOT NULL CHECK (version > 0),
  created     INTEGER NOT NULL,
  author      TEXT,
  note        TEXT NOT NULL,
  digest      TEXT NOT NULL,
  based_on    INTEGER NOT NULL,
  row_count   INTEGER NOT NULL,
  test_count  INTEGER NOT NULL,
  content     TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX mapping_version_by_number ON mapping_version (integration, workflow, version);

CREATE TRIGGER mapping_version_never_changes BEFORE UPDATE ON mapping_version
BEGIN
  SELECT RAISE (ABORT, 'a saved mapping never changes');
END;

CREATE TABLE field (
  connection INTEGER NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
  type       TEXT NOT NULL,
  id         TEXT NOT NULL,
  position   INTEGER NOT NULL,
  label      TEXT NOT NULL,
  value_type TEXT NOT NULL,
  list       INTEGER NOT NULL,
  custom     INTEGER NOT NULL,
  writable   INTEGER NOT NULL,
  required   INTEGER NOT NULL,
  length     INTEGER NOT NULL,
  refers     TEXT,
  sample     TEXT,
  removed    INTEGER NOT NULL,
  PRIMARY KEY (connection, type, id)
) STRICT, WITHOUT ROWID;

ALTER TABLE plan ADD COLUMN mapping_version INTEGER NOT NULL DEFAULT 0;
