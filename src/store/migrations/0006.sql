-- When groups of workflows run by themselves, and which planned moments were taken.

CREATE TABLE schedule (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  integration INTEGER NOT NULL REFERENCES integration (id) ON DELETE CASCADE,
  name        TEXT NOT NULL,
  workflows   TEXT NOT NULL,      -- ids, separated by spaces
  weekdays    INTEGER NOT NULL CHECK (weekdays BETWEEN 1 AND 127),
  times       TEXT NOT NULL,      -- "06:00 18:00"
  zone        TEXT NOT NULL,
  active      INTEGER NOT NULL CHECK (active IN (0, 1)),
  since       INTEGER NOT NULL,   -- planned moments up to then are not its own
  removed     INTEGER             -- kept, so that it can be brought back with what it did
) STRICT;
CREATE UNIQUE INDEX schedule_by_name ON schedule (integration, name) WHERE removed IS NULL;

-- One row for each planned moment that was taken. Its key is what makes two programs, or a clock that goes back, start it once.
CREATE TABLE schedule_occurrence (
  schedule INTEGER NOT NULL REFERENCES schedule (id) ON DELETE CASCADE,
  planned  INTEGER NOT NULL,
  claimed  INTEGER NOT NULL,
  run      INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 1,   -- starts of that run, the first one included
  ended    INTEGER NOT NULL DEFAULT 0,   -- 0: nobody saw the end of that run yet
  PRIMARY KEY (schedule, planned)
) STRICT, WITHOUT ROWID;
CREATE INDEX schedule_occurrence_open ON schedule_occurrence (schedule, planned) WHERE ended = 0;

CREATE TRIGGER schedule_occurrence_stays BEFORE UPDATE OF schedule, planned, claimed, run ON schedule_occurrence
BEGIN
  SELECT RAISE (ABORT, 'a planned moment that was taken never changes');
END;
