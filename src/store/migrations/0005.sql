-- What a person decided about a record that could not be told apart, kept also when it was taken back.

CREATE TABLE decision (
  key         INTEGER PRIMARY KEY,
  integration INTEGER NOT NULL REFERENCES integration (id) ON DELETE CASCADE,
  workflow    TEXT NOT NULL,
  type        TEXT NOT NULL,
  source_id   TEXT NOT NULL,
  name        TEXT,
  choice      TEXT NOT NULL CHECK (choice IN ('link', 'create', 'leave-out')),
  target_id   TEXT CHECK ((target_id IS NOT NULL) = (choice = 'link')),
  candidates  TEXT NOT NULL,
  made        INTEGER NOT NULL,
  made_by     TEXT NOT NULL,
  way         TEXT NOT NULL,
  undone      INTEGER,
  undone_by   TEXT
) STRICT;
CREATE UNIQUE INDEX decision_in_force ON decision (integration, workflow, type, source_id) WHERE undone IS NULL;
