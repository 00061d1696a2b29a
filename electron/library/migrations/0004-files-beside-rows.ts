/**
 * Two lists that keep files and rows in step whatever moment the process is killed at.
 * `asset_journal`: asset ids whose file may lie on disk without a row (being moved in, or being removed).
 * `sidecar_outbox`: projects and takes whose JSON file beside the assets is older than their row; filled by triggers, so
 * that no writer can forget it.
 */
export const filesBesideRows = /* sql */ `
CREATE TABLE asset_journal (
  id TEXT NOT NULL,
  extension TEXT NOT NULL,
  PRIMARY KEY (id, extension)
) STRICT, WITHOUT ROWID;

CREATE TABLE sidecar_outbox (
  kind TEXT NOT NULL CHECK (kind IN ('project', 'take')),
  id TEXT NOT NULL,
  PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;
INSERT INTO sidecar_outbox SELECT 'project', id FROM projects;
INSERT INTO sidecar_outbox SELECT 'take', id FROM takes;

CREATE TRIGGER project_inserted AFTER INSERT ON projects BEGIN
  INSERT OR IGNORE INTO sidecar_outbox VALUES ('project', NEW.id);
END;
CREATE TRIGGER project_updated AFTER UPDATE ON projects BEGIN
  INSERT OR IGNORE INTO sidecar_outbox VALUES ('project', NEW.id);
END;
CREATE TRIGGER project_deleted AFTER DELETE ON projects BEGIN
  INSERT OR IGNORE INTO sidecar_outbox VALUES ('project', OLD.id);
END;
CREATE TRIGGER take_inserted AFTER INSERT ON takes BEGIN
  INSERT OR IGNORE INTO sidecar_outbox VALUES ('take', NEW.id);
END;
CREATE TRIGGER take_updated AFTER UPDATE ON takes BEGIN
  INSERT OR IGNORE INTO sidecar_outbox VALUES ('take', NEW.id);
END;
CREATE TRIGGER take_deleted AFTER DELETE ON takes BEGIN
  INSERT OR IGNORE INTO sidecar_outbox VALUES ('take', OLD.id);
END;
`;
