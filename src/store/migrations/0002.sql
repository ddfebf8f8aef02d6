-- The profile database, version 2: people of two systems.
--
-- A user's employee is looked up by the user; an index on the targets of all links would cost a first load of 150,000
-- records more than it ever gives back.
CREATE INDEX link_by_user ON link (integration, workflow, target_id) WHERE type = 'employee';

-- "Not this person": this employee is never again suggested for, or matched to, this user.
CREATE TABLE match_refusal (
  integration INTEGER NOT NULL REFERENCES integration (id) ON DELETE CASCADE,
  workflow    TEXT NOT NULL,
  source_id   TEXT NOT NULL,
  target_id   TEXT NOT NULL,
  since       INTEGER NOT NULL,
  PRIMARY KEY (integration, workflow, source_id, target_id)
) STRICT, WITHOUT ROWID;
