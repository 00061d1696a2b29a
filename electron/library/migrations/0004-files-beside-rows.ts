/**
 * Two lists that keep files and rows in step whatever moment the process is killed at.
 * `asset_journal`: asset ids whose file may lie on disk without a row (being moved in, or being removed).
 * `sidecar_outbox`: changes to projects and takes that their JSON files beside the assets do not show yet; filled by triggers,
 * so that no writer can forget it. A change leaves the list after its file is safe, never before. No column but the number
 * is unique: the conflict rule of an upsert would override the triggers' own.
 */
export const filesBesideRows = /* sql */ `
CREATE TABLE asset_journal (
  id TEXT NOT NULL,
  extension TEXT NOT NULL,
  PRIMARY KEY (id, extension)
) STRICT, WITHOUT ROWID;

CREATE TABLE sidecar_outbox (
  change INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (kind IN ('project', 'take')),
  id TEXT NOT NULL
) STRICT;
INSERT INTO sidecar_outbox (kind, id) SELECT 'project', id FROM projects;
INSERT INTO sidecar_outbox (kind, id) SELECT 'take', id FROM takes;

CREATE TRIGGER project_inserted AFTER INSERT ON projects BEGIN
  INSERT INTO sidecar_outbox (kind, id) VALUES ('project', NEW.id);
END;
CREATE TRIGGER project_updated AFTER UPDATE ON projects BEGIN
  INSERT INTO sidecar_outbox (kind, id) VALUES ('project', NEW.id);
END;
CREATE TRIGGER project_deleted AFTER DELETE ON projects BEGIN
  INSERT INTO sidecar_outbox (kind, id) VALUES ('project', OLD.id);
END;
CREATE TRIGGER take_inserted AFTER INSERT ON takes BEGIN
  INSERT INTO sidecar_outbox (kind, id) VALUES ('take', NEW.id);
END;
CREATE TRIGGER take_updated AFTER UPDATE ON takes BEGIN
  INSERT INTO sidecar_outbox (kind, id) VALUES ('take', NEW.id);
END;
CREATE TRIGGER take_deleted AFTER DELETE ON takes BEGIN
  INSERT INTO sidecar_outbox (kind, id) VALUES ('take', OLD.id);
END;
`;
