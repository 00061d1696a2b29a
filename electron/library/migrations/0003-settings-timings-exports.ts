/** What the studio remembers of itself: settings, how long stages took here, files made by exporting. */
export const settingsTimingsExports = /* sql */ `
CREATE TABLE settings (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL CHECK (json_valid(value))
) STRICT, WITHOUT ROWID;

CREATE TABLE timings (
  stage TEXT NOT NULL,
  pack_id TEXT NOT NULL,
  device TEXT NOT NULL,
  work REAL NOT NULL,
  seconds REAL NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX timings_of_pack ON timings (stage, pack_id, device, created_at);

CREATE TABLE exports (
  asset_id TEXT PRIMARY KEY REFERENCES assets (id),
  file_name TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`;
