import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Library, openLibrary } from '../../electron/library/library.ts';
import { temporaryFolder, writeStagePacks } from '../support/studio-fixtures.ts';

const child = join(import.meta.dirname, '../support/scripted-child.ts');

/** Runs a studio until it ends by itself (true) or is killed this long after it started (false). */
async function runAndKill(args: readonly string[], afterMilliseconds: number): Promise<boolean> {
  const studio = spawn(process.execPath, [child, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(studio, 'exit');
  await once(studio.stdout, 'data');
  const timer = setTimeout(() => studio.kill('SIGKILL'), afterMilliseconds);
  const [code] = await ended;
  clearTimeout(timer);
  return code === 0;
}

function assetFiles(library: Library): string[] {
  return readdirSync(library.paths.assets)
    .filter((name) => name.length === 2)
    .flatMap((shard) => readdirSync(join(library.paths.assets, shard)));
}

describe('kill -9 at any moment', () => {
  it('loses nothing, leaves nothing behind and redoes no finished stage', { timeout: 600_000 }, async () => {
    const home = join(temporaryFolder(), 'home');
    const packs = temporaryFolder();
    writeStagePacks(packs);
    const setUp = await openLibrary(home);
    const projectId = setUp.projects.create({ name: 'Sea', prompt: '' });
    await setUp.close();
    const request = {
      projectId,
      prompt: 'waves',
      preset: 'draft',
      seed: 3,
      variations: 3,
      from: 't2i',
      to: 'vfi',
      parentTakeId: null,
    };

    // Ever later, so that kills land in every phase: jobs written, stages running, files moved in, rows and sidecars written.
    let finished = await runAndKill([home, packs, JSON.stringify(request)], 20);
    for (let round = 1; !finished && round < 60; round++) finished = await runAndKill([home, packs], 50 + round * 80);
    expect(finished).toBe(true);

    const library = await openLibrary(home);
    await library.settled();
    const jobs = library.jobs.list();
    expect(jobs.map((job) => [job.state, job.crashes])).toEqual(Array(3).fill(['done', 0]));
    const takes = library.takes.ofProject(projectId);
    const keys = takes.map((take) => `${library.takes.find(take.id)?.key} ${take.parentId}`);
    expect(new Set(keys).size).toBe(keys.length);
    expect(takes).toHaveLength(12);
    const named = new Set(takes.flatMap((take) => [take.master, take.proxy, take.poster, take.filmstrip]));
    named.delete(null);
    for (const ref of named) {
      const file = library.assets.find(ref?.slice('asset/'.length) ?? '');
      expect(statSync(file?.path ?? '').size).toBe(file?.sizeBytes);
    }
    expect(assetFiles(library)).toHaveLength(named.size);
    expect(readdirSync(library.paths.temporary)).toEqual([]);
    const sidecars = readdirSync(library.paths.takeSidecars).filter((name) => name.endsWith('.json'));
    expect(sidecars.sort()).toEqual(takes.map((take) => `${take.id}.json`).sort());
    for (const name of sidecars) JSON.parse(readFileSync(join(library.paths.takeSidecars, name), 'utf8'));
    expect(library.notes).toEqual([]);
    await library.close();
  });
});
