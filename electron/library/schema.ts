import { StudioError } from '../contract/errors.ts';
import type { SqliteFile } from './handles.ts';
import { migrations } from './migrations/index.ts';

/** Version of the newest schema this studio knows. */
export const schemaVersion: number = migrations.length;

/** Tables a finished schema has; a file without them is damaged however well-formed it is. */
const tables = [
  'projects',
  'assets',
  'takes',
  'jobs',
  'job_steps',
  'settings',
  'timings',
  'exports',
  'asset_journal',
  'sidecar_outbox',
  'project_prompts',
  'search_keys',
  'project_search',
  'votes',
  'edit_pictures',
  'loose_pictures',
  'presets',
];

export function readSchemaVersion(file: SqliteFile): number {
  return Number(file.pragma('user_version', { simple: true }));
}

/**
 * Brings a file to `target` (default: the newest schema), one transaction a step.
 * @throws StudioError home-too-new when a later studio wrote the file.
 */
export function migrate(file: SqliteFile, target: number = schemaVersion): void {
  const version = readSchemaVersion(file);
  if (version > schemaVersion) {
    throw new StudioError(
      'home-too-new',
      `This library was written by a later version of Stillmotion (format ${version}; this one knows ${schemaVersion}). ` +
        'Nothing was changed. Update Stillmotion, or choose another home folder.',
      { details: { found: version, known: schemaVersion } },
    );
  }
  for (const [index, sql] of migrations.entries()) {
    if (index < version || index >= target) continue;
    file.transaction(() => {
      file.exec(sql);
      file.pragma(`user_version = ${index + 1}`);
    })();
  }
}

/** What is wrong with an open file, or null when it is whole. */
export function findDamage(file: SqliteFile): string | null {
  const answer = file.pragma('quick_check(1)', { simple: true });
  if (answer !== 'ok') return String(answer);
  if (readSchemaVersion(file) === 0) return null;
  const present = new Set(file.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all());
  const expected = readSchemaVersion(file) >= schemaVersion ? tables : [];
  const missing = expected.filter((table) => !present.has(table));
  return missing.length > 0 ? `tables missing: ${missing.join(', ')}` : null;
}
