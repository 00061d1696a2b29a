/**
 * Every prompt a project ever had, once: searching 50,000 takes row by row would hold the event loop for over 100 ms.
 * The indexes hold all that summing up disk use reads.
 */
export const quickSearchAndSizes = /* sql */ `
CREATE TABLE project_prompts (
  project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  prompt TEXT NOT NULL,
  PRIMARY KEY (project_id, prompt)
) STRICT, WITHOUT ROWID;
INSERT INTO project_prompts SELECT DISTINCT project_id, prompt FROM takes WHERE prompt <> '';
CREATE TRIGGER take_prompt_kept AFTER INSERT ON takes WHEN NEW.prompt <> '' BEGIN
  INSERT OR IGNORE INTO project_prompts VALUES (NEW.project_id, NEW.prompt);
END;

CREATE INDEX takes_sizes ON takes (project_id, size_bytes);
CREATE INDEX assets_sizes ON assets (size_bytes);
`;
