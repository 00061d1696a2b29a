import { spawn } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { StudioError } from '../../contract/errors.ts';
import type { Layout } from '../layout.ts';

/** Builds the page when a checkout has none, or one that is older than its sources. An installed studio brings its own. */
export async function ensureRenderer(layout: Layout, say: (line: string) => void): Promise<void> {
  const built = (await modifiedAt(join(layout.renderer, 'index.html'))) ?? 0;
  const sources = [
    'renderer/src',
    'renderer/public',
    'renderer/index.html',
    'renderer/vite.config.ts',
    'electron/contract',
  ];
  const isCheckout = (await modifiedAt(join(layout.root, 'renderer', 'src'))) !== null;
  if (!isCheckout) {
    if (built > 0) return;
    throw new StudioError(
      'not-found',
      `The page of the studio is missing (${layout.renderer}). Install Stillmotion again.`,
    );
  }
  const newest = Math.max(...(await Promise.all(sources.map((path) => newestIn(join(layout.root, path))))));
  if (built >= newest) return;
  say(built === 0 ? 'Building the page, once …' : 'The page has changed since it was built: building it again …');
  await runVite(layout.root, say);
}

async function runVite(root: string, say: (line: string) => void): Promise<void> {
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const child = spawn(process.execPath, [vite, 'build', 'renderer', '--logLevel', 'warn'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let words = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      words = (words + text).slice(-8_000);
    });
  }
  const status = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (status === 0) return;
  say(words);
  throw new StudioError('internal', 'The page could not be built. Run npm ci, then npm run build:renderer to see why.');
}

/** Milliseconds since the epoch of the newest file; 0 when there is none. */
async function newestIn(path: string): Promise<number> {
  const own = (await modifiedAt(path)) ?? 0;
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => []);
  const times = await Promise.all(entries.map((entry) => modifiedAt(join(entry.parentPath, entry.name))));
  return Math.max(own, ...times.map((time) => time ?? 0));
}

async function modifiedAt(path: string): Promise<number | null> {
  return stat(path).then(
    (found) => found.mtimeMs,
    () => null,
  );
}
