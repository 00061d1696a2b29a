/** Presets that the person saved. Names differ by more than case: the command line takes them by name. */
export const presets = /* sql */ `
CREATE TABLE presets (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL COLLATE NOCASE UNIQUE,
  settings TEXT NOT NULL CHECK (json_valid(settings)),
  created_at INTEGER NOT NULL
) STRICT;
`;
