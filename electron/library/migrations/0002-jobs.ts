/** Queued work: a job is a row from the moment it is asked for, so that nothing can lose it. */
export const jobs = /* sql */ `
CREATE TABLE jobs (
  id TEXT PRIMARY KEY,
  project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  request TEXT NOT NULL CHECK (json_valid(request)),
  state TEXT NOT NULL,
  position INTEGER NOT NULL,
  crashes INTEGER NOT NULL DEFAULT 0,
  error TEXT CHECK (error IS NULL OR json_valid(error)),
  created_at INTEGER NOT NULL,
  started_at INTEGER,
  finished_at INTEGER
) STRICT;
CREATE INDEX jobs_by_state ON jobs (state, position);
CREATE INDEX jobs_of_project ON jobs (project_id);

CREATE TABLE job_steps (
  job_id TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,
  stage TEXT NOT NULL,
  pack_id TEXT NOT NULL,
  parameters TEXT NOT NULL CHECK (json_valid(parameters)),
  state TEXT NOT NULL,
  take_id TEXT REFERENCES takes (id) ON DELETE SET NULL,
  PRIMARY KEY (job_id, ordinal)
) STRICT, WITHOUT ROWID;
CREATE INDEX job_steps_by_take ON job_steps (take_id);
`;
