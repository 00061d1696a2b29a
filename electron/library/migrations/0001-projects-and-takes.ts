/** Projects, their tree of takes, and the content-addressed files takes point at. */
export const projectsAndTakes = /* sql */ `
CREATE TABLE projects (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  prompt TEXT NOT NULL,
  favourite INTEGER NOT NULL DEFAULT 0 CHECK (favourite IN (0, 1)),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER
) STRICT;
CREATE INDEX projects_by_age ON projects (deleted_at, updated_at);

CREATE TABLE assets (
  id TEXT PRIMARY KEY CHECK (length(id) = 64),
  extension TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE takes (
  id TEXT PRIMARY KEY,
  project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  parent_id TEXT REFERENCES takes (id) ON DELETE SET NULL,
  stage TEXT NOT NULL,
  stage_order INTEGER NOT NULL,
  origin TEXT NOT NULL,
  pack_id TEXT,
  pack_name TEXT,
  pack_version TEXT,
  prompt TEXT NOT NULL,
  negative_prompt TEXT NOT NULL,
  parameters TEXT NOT NULL CHECK (json_valid(parameters)),
  seed INTEGER,
  preset TEXT,
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  frames INTEGER NOT NULL,
  fps REAL NOT NULL,
  master TEXT NOT NULL REFERENCES assets (id),
  proxy TEXT REFERENCES assets (id),
  poster TEXT NOT NULL REFERENCES assets (id),
  filmstrip TEXT NOT NULL REFERENCES assets (id),
  filmstrip_frames INTEGER NOT NULL,
  size_bytes INTEGER NOT NULL,
  device TEXT NOT NULL,
  seconds REAL NOT NULL,
  key TEXT,
  edit_recipe TEXT CHECK (edit_recipe IS NULL OR json_valid(edit_recipe)),
  created_at INTEGER NOT NULL,
  deleted_at INTEGER
) STRICT;
CREATE INDEX takes_of_project ON takes (project_id, deleted_at, stage_order, created_at);
CREATE INDEX takes_by_key ON takes (key) WHERE key IS NOT NULL;
CREATE INDEX takes_by_parent ON takes (parent_id);
CREATE INDEX takes_by_master ON takes (master);
CREATE INDEX takes_by_proxy ON takes (proxy);
CREATE INDEX takes_by_poster ON takes (poster);
CREATE INDEX takes_by_filmstrip ON takes (filmstrip);
`;
