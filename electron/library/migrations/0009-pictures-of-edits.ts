/**
 * Pictures that edits are made of. `edit_pictures`: those a take's recipe names (always by the key `picture`); triggers read them out
 * of the recipe, so that no writer can forget one. `loose_pictures`: brought into an edit that has not been saved yet.
 */
export const picturesOfEdits = /* sql */ `
CREATE TABLE edit_pictures (
  take_id TEXT NOT NULL REFERENCES takes (id) ON DELETE CASCADE,
  asset_id TEXT NOT NULL REFERENCES assets (id),
  PRIMARY KEY (take_id, asset_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX edit_pictures_by_asset ON edit_pictures (asset_id);

CREATE TABLE loose_pictures (
  asset_id TEXT PRIMARY KEY REFERENCES assets (id),
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER take_pictures_added AFTER INSERT ON takes WHEN NEW.edit_recipe IS NOT NULL BEGIN
  INSERT INTO edit_pictures SELECT DISTINCT NEW.id, a.id
  FROM json_tree(NEW.edit_recipe) j JOIN assets a ON a.id = j.value WHERE j.key = 'picture';
END;
CREATE TRIGGER take_pictures_changed AFTER UPDATE OF edit_recipe ON takes
WHEN NEW.edit_recipe IS NOT OLD.edit_recipe BEGIN
  DELETE FROM edit_pictures WHERE take_id = NEW.id;
  INSERT INTO edit_pictures SELECT DISTINCT NEW.id, a.id
  FROM json_tree(NEW.edit_recipe) j JOIN assets a ON a.id = j.value WHERE j.key = 'picture';
END;
`;
