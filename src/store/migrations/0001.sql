-- The profile database, version 1.
--
-- Instants are microseconds since the epoch, UTC. Field sets ("settings",
-- "fields", …) are blobs of name, NUL, value, NUL, …; NULL when empty.
-- Ids of other systems are text; "number" is the id as an integer where it is
-- one, so that rows can be read in order of it.

PRAGMA application_id = 0x43617573;

CREATE TABLE profile (
  one        INTEGER PRIMARY KEY CHECK (one = 1),
  id         TEXT NOT NULL,
  generation INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE state (
  scope TEXT NOT NULL,
  key   TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (scope, key)
) STRICT, WITHOUT ROWID;

-- ---- connections and integrations ----

CREATE TABLE connection (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  name         TEXT NOT NULL UNIQUE,
  system       TEXT NOT NULL,
  url          TEXT,
  account      TEXT,
  auth         TEXT,
  settings     BLOB,
  tested_at    INTEGER NOT NULL,
  test_ok      INTEGER NOT NULL,
  test_message TEXT
) STRICT;

CREATE TABLE integration (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  name     TEXT NOT NULL UNIQUE,
  source   INTEGER NOT NULL REFERENCES connection (id) ON DELETE RESTRICT,
  target   INTEGER NOT NULL REFERENCES connection (id) ON DELETE RESTRICT,
  company  TEXT,
  settings BLOB,
  created  INTEGER NOT NULL
) STRICT;
CREATE INDEX integration_by_source ON integration (source);
CREATE INDEX integration_by_target ON integration (target);

CREATE TABLE integration_subsidiary (
  integration INTEGER NOT NULL REFERENCES integration (id) ON DELETE CASCADE,
  position    INTEGER NOT NULL,
  subsidiary  TEXT NOT NULL,
  PRIMARY KEY (integration, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE workflow_setting (
  integration INTEGER NOT NULL REFERENCES integration (id) ON DELETE CASCADE,
  workflow    TEXT NOT NULL,
  key         TEXT NOT NULL,
  value       TEXT NOT NULL,
  PRIMARY KEY (integration, workflow, key)
) STRICT, WITHOUT ROWID;

-- ---- mirrors ----

-- What lists show, search and sort by. The rest of a record is in record_fields, so that a pass over this table stays short:
-- sorting 150,000 rows of it takes less time than reading them in the order of an index does, and every index on something
-- that comes in no order would have most of its pages written again with every batch of a first load.
CREATE TABLE record (
  key          INTEGER PRIMARY KEY,
  connection   INTEGER NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
  type         TEXT NOT NULL,
  number       INTEGER NOT NULL,
  id           TEXT NOT NULL,
  generation   INTEGER NOT NULL,
  inactive     INTEGER NOT NULL,
  deleted      INTEGER NOT NULL,
  mark         INTEGER NOT NULL,
  created      INTEGER NOT NULL,
  modified     INTEGER NOT NULL,
  parent_type  TEXT,
  parent_id    TEXT,
  stage        TEXT,
  subsidiaries TEXT,
  name         TEXT,
  folded       TEXT NOT NULL   -- the name as cw_fold() makes it; '' without one
) STRICT;
CREATE UNIQUE INDEX record_by_id ON record (connection, type, number, id);

CREATE TABLE record_fields (
  record INTEGER PRIMARY KEY REFERENCES record (key) ON DELETE CASCADE,
  fields BLOB
) STRICT;

CREATE TABLE target_record (
  key         INTEGER PRIMARY KEY,
  connection  INTEGER NOT NULL REFERENCES connection (id) ON DELETE CASCADE,
  collection  TEXT NOT NULL,
  number      INTEGER NOT NULL,
  id          TEXT NOT NULL,
  generation  INTEGER NOT NULL,
  active      INTEGER NOT NULL,
  parent_id   TEXT,
  external_id TEXT,
  owner_id    TEXT,
  name        TEXT,
  fields      BLOB
) STRICT;
CREATE UNIQUE INDEX target_record_by_id ON target_record (connection, collection, number, id);

-- ---- links and marks ----

CREATE TABLE link (
  integration INTEGER NOT NULL REFERENCES integration (id) ON DELETE CASCADE,
  workflow    TEXT NOT NULL,
  type        TEXT NOT NULL,
  source_id   TEXT NOT NULL,
  target_id   TEXT NOT NULL,
  made_by     TEXT,
  since       INTEGER NOT NULL,
  fingerprint TEXT,
  mark        TEXT NOT NULL CHECK (mark IN ('none', 'due', 'done')),
  hold        TEXT,
  PRIMARY KEY (integration, workflow, type, source_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE local_mark (
  integration INTEGER NOT NULL REFERENCES integration (id) ON DELETE CASCADE,
  type        TEXT NOT NULL,
  id          TEXT NOT NULL,
  mark        INTEGER NOT NULL,
  PRIMARY KEY (integration, type, id)
) STRICT, WITHOUT ROWID;

-- ---- runs and plans ----

-- History outlives integrations: it names them as they were called.
CREATE TABLE run (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  integration TEXT NOT NULL,
  started     INTEGER NOT NULL,
  ended       INTEGER NOT NULL DEFAULT 0,
  started_by  TEXT,
  why         TEXT,
  outcome     TEXT,
  message     TEXT,
  options     BLOB,
  counts      BLOB,
  requests    BLOB
) STRICT;
CREATE INDEX run_by_integration ON run (integration);

CREATE TRIGGER run_stays BEFORE DELETE ON run
BEGIN
  SELECT RAISE (ABORT, 'runs are never removed');
END;
CREATE TRIGGER run_beginning_stays BEFORE UPDATE OF id, integration, started, started_by, why, options ON run
BEGIN
  SELECT RAISE (ABORT, 'the beginning of a run never changes');
END;

CREATE TABLE plan (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  run             INTEGER NOT NULL,
  integration     TEXT NOT NULL,
  workflow        TEXT NOT NULL,
  created         INTEGER NOT NULL,
  sealed          INTEGER NOT NULL DEFAULT 0,
  creates         INTEGER NOT NULL DEFAULT 0,
  updates         INTEGER NOT NULL DEFAULT 0,
  moves           INTEGER NOT NULL DEFAULT 0,
  deactivates     INTEGER NOT NULL DEFAULT 0,
  reactivates     INTEGER NOT NULL DEFAULT 0,
  links           INTEGER NOT NULL DEFAULT 0,
  unchanged       INTEGER NOT NULL DEFAULT 0,
  skips           INTEGER NOT NULL DEFAULT 0,
  conflicts       INTEGER NOT NULL DEFAULT 0,
  attention       INTEGER NOT NULL DEFAULT 0,
  marks           INTEGER NOT NULL DEFAULT 0,
  pages           INTEGER NOT NULL DEFAULT 0,
  page_size       INTEGER NOT NULL DEFAULT 0,
  requests_target INTEGER NOT NULL DEFAULT 0,
  requests_source INTEGER NOT NULL DEFAULT 0,
  ends            INTEGER NOT NULL DEFAULT 0,
  digest          TEXT
) STRICT;
CREATE INDEX plan_by_run ON plan (run);
CREATE INDEX plan_by_workflow ON plan (integration, workflow);

CREATE TABLE plan_row (
  key           INTEGER PRIMARY KEY,
  plan          INTEGER NOT NULL REFERENCES plan (id) ON DELETE CASCADE,
  seq           INTEGER NOT NULL,
  page          INTEGER NOT NULL,
  state         TEXT NOT NULL,
  operation     TEXT NOT NULL,
  reason        TEXT NOT NULL,
  depth         INTEGER NOT NULL,
  active        INTEGER NOT NULL,
  mark          INTEGER NOT NULL,
  type          TEXT NOT NULL,
  source_id     TEXT NOT NULL,
  name          TEXT,
  argument      TEXT,
  collection    TEXT,
  target_id     TEXT,
  parent_key    TEXT,
  fingerprint   TEXT,
  error         TEXT,
  before_values BLOB,
  after_values  BLOB,
  wanted_values BLOB,
  set_external_id INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX plan_row_by_seq ON plan_row (plan, seq);
CREATE INDEX plan_row_by_page ON plan_row (plan, page, seq, state);
CREATE INDEX plan_row_by_record ON plan_row (plan, source_id, type);

-- ---- journal ----

CREATE TABLE journal (
  number      INTEGER PRIMARY KEY AUTOINCREMENT,
  intent      INTEGER REFERENCES journal (number),
  run         INTEGER NOT NULL,
  plan        INTEGER NOT NULL,
  seq         INTEGER NOT NULL,
  kind        TEXT NOT NULL CHECK (kind IN ('intent', 'done', 'failed', 'not-applied', 'unknown', 'change')),
  time        INTEGER NOT NULL,
  integration TEXT,
  workflow    TEXT,
  connection  TEXT,
  operation   TEXT,
  type        TEXT,
  source_id   TEXT,
  collection  TEXT,
  target_id   TEXT,
  external_id TEXT,
  text        TEXT,
  fields      BLOB
) STRICT;
CREATE INDEX journal_by_run ON journal (run);
CREATE INDEX journal_by_record ON journal (source_id, type) WHERE source_id IS NOT NULL;

CREATE TRIGGER journal_entry_stays BEFORE DELETE ON journal
BEGIN
  SELECT RAISE (ABORT, 'the journal is append-only');
END;
CREATE TRIGGER journal_entry_never_changes BEFORE UPDATE ON journal
BEGIN
  SELECT RAISE (ABORT, 'the journal is append-only');
END;

-- Intents without a final outcome, so that finding them does not take longer as the journal grows.
CREATE TABLE open_intent (
  number      INTEGER PRIMARY KEY REFERENCES journal (number),
  integration TEXT
) STRICT;

CREATE TRIGGER journal_opens_intent AFTER INSERT ON journal WHEN NEW.kind = 'intent'
BEGIN
  INSERT INTO open_intent (number, integration) VALUES (NEW.number, NEW.integration);
END;
CREATE TRIGGER journal_settles_intent AFTER INSERT ON journal WHEN NEW.kind IN ('done', 'failed', 'not-applied')
BEGIN
  DELETE FROM open_intent WHERE number = NEW.intent;
END;

CREATE TABLE attention (
  id          INTEGER PRIMARY KEY,
  integration INTEGER NOT NULL REFERENCES integration (id) ON DELETE CASCADE,
  workflow    TEXT NOT NULL,
  type        TEXT NOT NULL,
  source_id   TEXT NOT NULL,
  name        TEXT,
  operation   TEXT,
  error       TEXT,
  advice      TEXT,
  run         INTEGER NOT NULL,
  plan        INTEGER NOT NULL,
  seq         INTEGER NOT NULL,
  time        INTEGER NOT NULL,
  UNIQUE (integration, workflow, type, source_id)
) STRICT;

-- ---- request ledger ----

-- By name: removing a connection and making it again does not give back what was used of the remote's allowance.
CREATE TABLE ledger (
  connection TEXT NOT NULL,
  minute     INTEGER NOT NULL,   -- its start
  requests   INTEGER NOT NULL,
  PRIMARY KEY (connection, minute)
) STRICT, WITHOUT ROWID;
