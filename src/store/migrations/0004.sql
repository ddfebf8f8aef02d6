-- Whether a field comes with every record, asked for or not.
ALTER TABLE field ADD COLUMN always INTEGER NOT NULL DEFAULT 0;
