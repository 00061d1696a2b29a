import { z } from 'zod';
import type { ParsedInput } from '../contract/calls.ts';
import type { Project } from '../contract/domain.ts';
import { StudioError } from '../contract/errors.ts';
import type { ReadHandle, WriteHandle } from './handles.ts';
import { newId } from './ids.ts';
import { projectFromRow, takeLinkRow } from './rows.ts';
import { type SearchTerms, searchTerms } from './search.ts';

/** Projects with what their takes say of them; `source` is a table or subquery of projects, cut to what is wanted. */
const withFacts = (source: string): string => /* sql */ `
SELECT p.*, latest.poster AS poster, moving.proxy AS proxy, moving.frames / moving.fps AS duration,
  (SELECT count(*) FROM takes WHERE project_id = p.id AND deleted_at IS NULL) AS take_count
FROM ${source} p
LEFT JOIN takes latest ON latest.id = (
  SELECT id FROM takes WHERE project_id = p.id AND deleted_at IS NULL
  ORDER BY stage_order DESC, created_at DESC, rowid DESC LIMIT 1)
LEFT JOIN takes moving ON moving.id = (
  SELECT id FROM takes WHERE project_id = p.id AND deleted_at IS NULL AND proxy IS NOT NULL
  ORDER BY stage_order DESC, created_at DESC, rowid DESC LIMIT 1)`;

/** A project's name from the first words of its prompt, at most 40 characters. */
export function nameFromPrompt(prompt: string): string {
  const words = prompt
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .split(' ');
  let name = '';
  for (const word of words) {
    if (name !== '' && name.length + word.length + 1 > 40) break;
    name = name === '' ? [...word].slice(0, 40).join('') : `${name} ${word}`;
  }
  return name.replace(/[,.;:!?]+$/, '') || 'Untitled';
}

export interface ProjectReads {
  find(projectId: string): Project | undefined;
  /** @throws StudioError not-found */
  get(projectId: string): Project;
  list(query: Omit<ParsedInput<'projects.list'>, 'tags'> & { readonly tags: readonly string[] }): {
    projects: Project[];
    total: number;
  };
  /** Tags of projects that are not in the bin, with how many have each; the most used first. */
  tags(): { tag: string; count: number }[];
}

export function projectReads(read: ReadHandle): ProjectReads {
  const find = (projectId: string): Project | undefined =>
    read.one(projectFromRow, `${withFacts('projects')} WHERE p.id = $id`, { id: projectId });
  return {
    find,
    get(projectId) {
      const project = find(projectId);
      if (!project) throw new StudioError('not-found', 'This project does not exist any more. Reload the gallery.');
      return project;
    },
    list({ search, favouritesOnly, tags, deleted, sort, offset, limit }) {
      const parameters: Record<string, string | number> = {};
      const conditions = [`p.deleted_at IS ${deleted ? 'NOT NULL' : 'NULL'}`];
      if (favouritesOnly) conditions.push('p.favourite = 1');
      for (const [index, tag] of tags.entries()) {
        parameters[`tag${index}`] = tag;
        conditions.push(`EXISTS (SELECT 1 FROM json_each(p.tags) WHERE value = $tag${index} COLLATE NOCASE)`);
      }
      const found = foundBy(searchTerms(search), parameters);
      if (found !== null) conditions.push(`p.id IN (${found})`);
      const order = deleted && sort === 'newest' ? 'deleted_at DESC, rowid DESC' : orders[sort];
      // One pass finds, counts and cuts out the page: searching twice would take twice as long.
      const page = read.one(
        pageRow,
        `WITH found AS MATERIALIZED (SELECT id FROM projects p WHERE ${conditions.join(' AND ')} ORDER BY ${order})
         SELECT (SELECT count(*) FROM found) AS total, json_group_array(id) AS ids
         FROM (SELECT id FROM found LIMIT $limit OFFSET $offset)`,
        { ...parameters, limit, offset },
      );
      const projects = read.all(
        projectFromRow,
        `${withFacts('(SELECT p.*, j.key AS place FROM json_each($ids) j JOIN projects p ON p.id = j.value)')} ORDER BY place`,
        { ids: page?.ids ?? '[]' },
      );
      return { projects, total: page?.total ?? 0 };
    },
    tags: () =>
      read.all(
        tagRow,
        `SELECT min(value) AS tag, count(*) AS count FROM projects p, json_each(p.tags)
         WHERE p.deleted_at IS NULL GROUP BY value COLLATE NOCASE ORDER BY count DESC, tag COLLATE NOCASE LIMIT 500`,
      ),
  };
}

const pageRow = z.object({ total: z.number(), ids: z.string() });
const tagRow = z.object({ tag: z.string(), count: z.number() });

/** A query for the ids of the projects a search finds; its values go into `parameters`. Null when nothing is looked for. */
function foundBy({ match, patterns }: SearchTerms, parameters: Record<string, string | number>): string | null {
  const conditions: string[] = [];
  if (match !== null) {
    parameters.match = match;
    conditions.push('project_search MATCH $match');
  }
  for (const [index, pattern] of patterns.entries()) {
    const like = `LIKE $pattern${index} ESCAPE '\\'`;
    parameters[`pattern${index}`] = pattern;
    conditions.push(`(s.name ${like} OR s.tags ${like} OR s.prompts ${like})`);
  }
  return conditions.length === 0
    ? null
    : `SELECT k.project_id FROM project_search s JOIN search_keys k ON k.key = s.rowid WHERE ${conditions.join(' AND ')}`;
}

const orders = {
  newest: 'updated_at DESC, rowid DESC',
  oldest: 'created_at ASC, rowid ASC',
  name: 'name COLLATE NOCASE ASC, rowid ASC',
} as const;

export interface ProjectWrites {
  create(options: { name: string; prompt: string }): string;
  /** Changes only what is given; `prompt` and `name` count as an edit and bring the project to the front. */
  update(
    projectId: string,
    change: { name?: string; prompt?: string; favourite?: boolean; tags?: readonly string[] },
  ): void;
  /** Copies the project and its takes; the files are shared. Returns the new id. */
  duplicate(projectId: string, name: string): string;
  setDeleted(projectId: string, deletedAt: number | null): void;
  remove(projectId: string): void;
}

export function projectWrites(write: WriteHandle): ProjectWrites {
  return {
    create({ name, prompt }) {
      const id = newId();
      const now = Date.now();
      write.run(
        'INSERT INTO projects (id, name, prompt, created_at, updated_at) VALUES ($id, $name, $prompt, $now, $now)',
        { id, name, prompt, now },
      );
      return id;
    },
    update(projectId, { name, prompt, favourite, tags }) {
      write.run(
        `UPDATE projects SET name = coalesce($name, name), prompt = coalesce($prompt, prompt),
           favourite = coalesce($favourite, favourite), tags = coalesce($tags, tags), updated_at = iif($edited, $now, updated_at) WHERE id = $id`,
        {
          id: projectId,
          name: name ?? null,
          prompt: prompt ?? null,
          favourite: favourite === undefined ? null : Number(favourite),
          tags: tags === undefined ? null : JSON.stringify(tags),
          edited: name !== undefined || prompt !== undefined ? 1 : 0,
          now: Date.now(),
        },
      );
    },
    duplicate(projectId, name) {
      return write.transaction(() => {
        const copy = newId();
        const now = Date.now();
        write.run(
          `INSERT INTO projects (id, name, prompt, favourite, tags, created_at, updated_at)
           SELECT $copy, $name, prompt, favourite, tags, $now, $now FROM projects WHERE id = $projectId`,
          { copy, name, projectId, now },
        );
        copyTakes(write, projectId, copy);
        return copy;
      });
    },
    setDeleted(projectId, deletedAt) {
      write.run('UPDATE projects SET deleted_at = $deletedAt WHERE id = $id', { id: projectId, deletedAt });
    },
    remove(projectId) {
      write.run('DELETE FROM projects WHERE id = $id', { id: projectId });
    },
  };
}

const copiedColumns =
  'stage, stage_order, origin, pack_id, pack_name, pack_version, prompt, negative_prompt, parameters, seed, preset, ' +
  'width, height, frames, fps, master, proxy, poster, filmstrip, filmstrip_frames, size_bytes, device, seconds, key, ' +
  'edit_recipe, starred, note, created_at';

function copyTakes(write: WriteHandle, from: string, to: string): void {
  const sources = write.all(
    takeLinkRow,
    'SELECT id, parent_id FROM takes WHERE project_id = $from AND deleted_at IS NULL ORDER BY created_at, rowid',
    { from },
  );
  const copies = new Map(sources.map(({ id }) => [id, newId()]));
  for (const { id } of sources) {
    write.run(
      `INSERT INTO takes (id, project_id, ${copiedColumns})
       SELECT $copy, $to, ${copiedColumns} FROM takes WHERE id = $id`,
      { copy: copies.get(id) ?? newId(), to, id },
    );
  }
  for (const { id, parent_id } of sources) {
    const copy = copies.get(id);
    const parent = parent_id === null ? undefined : copies.get(parent_id);
    if (copy && parent) write.run('UPDATE takes SET parent_id = $parent WHERE id = $copy', { copy, parent });
  }
}
