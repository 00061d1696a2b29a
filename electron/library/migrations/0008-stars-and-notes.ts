/**
 * Stars and notes on takes. Notes are searched with the prompts; a take in the bin takes its note along. Triggers keep that, so that
 * no writer can forget it.
 */
export const starsAndNotes = /* sql */ `
ALTER TABLE takes ADD COLUMN starred INTEGER NOT NULL DEFAULT 0 CHECK (starred IN (0, 1));
ALTER TABLE takes ADD COLUMN note TEXT NOT NULL DEFAULT '';
CREATE INDEX takes_with_notes ON takes (project_id) WHERE note <> '';

DROP VIEW project_texts;
CREATE VIEW project_texts AS
SELECT k.key, p.id, p.name,
  (SELECT coalesce(group_concat(value, char(10)), '') FROM json_each(p.tags)) AS tags,
  p.prompt || char(10) ||
    coalesce((SELECT group_concat(prompt, char(10)) FROM project_prompts WHERE project_id = p.id), '') || char(10) ||
    coalesce((SELECT group_concat(note, char(10)) FROM takes
              WHERE project_id = p.id AND note <> '' AND deleted_at IS NULL), '') AS prompts
FROM projects p JOIN search_keys k ON k.project_id = p.id;

CREATE TRIGGER take_note_written AFTER UPDATE OF note, deleted_at ON takes
WHEN NEW.note <> OLD.note OR (NEW.note <> '' AND NEW.deleted_at IS NOT OLD.deleted_at) BEGIN
  UPDATE project_search SET prompts = (SELECT prompts FROM project_texts WHERE id = NEW.project_id)
  WHERE rowid = (SELECT key FROM search_keys WHERE project_id = NEW.project_id);
END;
CREATE TRIGGER take_note_inserted AFTER INSERT ON takes WHEN NEW.note <> '' BEGIN
  UPDATE project_search SET prompts = (SELECT prompts FROM project_texts WHERE id = NEW.project_id)
  WHERE rowid = (SELECT key FROM search_keys WHERE project_id = NEW.project_id);
END;
`;
