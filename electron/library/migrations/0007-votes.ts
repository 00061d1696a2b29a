/** Blind votes. They outlive the takes they were about, so how those were made is written down with them. */
export const votes = /* sql */ `
CREATE TABLE votes (
  id TEXT PRIMARY KEY,
  created_at INTEGER NOT NULL,
  project_id TEXT NOT NULL,
  prompt TEXT NOT NULL,
  first TEXT NOT NULL CHECK (json_valid(first)),
  second TEXT NOT NULL CHECK (json_valid(second)),
  first_on_left INTEGER NOT NULL CHECK (first_on_left IN (0, 1)),
  answers TEXT NOT NULL CHECK (json_valid(answers))
) STRICT;
CREATE INDEX votes_by_age ON votes (created_at);
`;
