/**
 * Tags, and a full-text index of what the gallery is searched by: names, tags, and every prompt a project ever had. Trigrams find
 * a word anywhere in the text, in any script, while it is being typed. Triggers keep the index, so that no writer can forget it.
 * `search_keys` gives every project a number that stays: the rowid of `projects` may change with VACUUM.
 */
export const gallerySearchAndTags = /* sql */ `
ALTER TABLE projects ADD COLUMN tags TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(tags));

CREATE INDEX projects_by_name ON projects (deleted_at, name COLLATE NOCASE);
CREATE INDEX projects_by_birth ON projects (deleted_at, created_at);

CREATE TABLE search_keys (
  key INTEGER PRIMARY KEY,
  project_id TEXT NOT NULL UNIQUE REFERENCES projects (id) ON DELETE CASCADE
) STRICT;
CREATE VIRTUAL TABLE project_search USING fts5 (name, tags, prompts, tokenize = 'trigram remove_diacritics 1');

CREATE VIEW project_texts AS
SELECT k.key, p.id, p.name,
  (SELECT coalesce(group_concat(value, char(10)), '') FROM json_each(p.tags)) AS tags,
  p.prompt || char(10) ||
    coalesce((SELECT group_concat(prompt, char(10)) FROM project_prompts WHERE project_id = p.id), '') AS prompts
FROM projects p JOIN search_keys k ON k.project_id = p.id;

INSERT INTO search_keys (project_id) SELECT id FROM projects;
INSERT INTO project_search (rowid, name, tags, prompts) SELECT key, name, tags, prompts FROM project_texts;

CREATE TRIGGER project_search_key AFTER INSERT ON projects BEGIN
  INSERT INTO search_keys (project_id) VALUES (NEW.id);
END;
CREATE TRIGGER project_search_inserted AFTER INSERT ON search_keys BEGIN
  INSERT INTO project_search (rowid, name, tags, prompts)
  SELECT key, name, tags, prompts FROM project_texts WHERE id = NEW.project_id;
END;
CREATE TRIGGER project_search_updated AFTER UPDATE OF name, prompt, tags ON projects
WHEN NEW.name <> OLD.name OR NEW.prompt <> OLD.prompt OR NEW.tags <> OLD.tags BEGIN
  UPDATE project_search SET (name, tags, prompts) = (SELECT name, tags, prompts FROM project_texts WHERE id = NEW.id)
  WHERE rowid = (SELECT key FROM search_keys WHERE project_id = NEW.id);
END;
CREATE TRIGGER project_search_prompted AFTER INSERT ON project_prompts BEGIN
  UPDATE project_search SET prompts = (SELECT prompts FROM project_texts WHERE id = NEW.project_id)
  WHERE rowid = (SELECT key FROM search_keys WHERE project_id = NEW.project_id);
END;
CREATE TRIGGER project_search_deleted AFTER DELETE ON search_keys BEGIN
  DELETE FROM project_search WHERE rowid = OLD.key;
END;
`;
