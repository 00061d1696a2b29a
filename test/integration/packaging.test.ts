import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { extractAll } from '@electron/asar';
import { Arch, build, Platform } from 'electron-builder';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { currentLayout } from '../../electron/hosts/layout.ts';
import { ensureRenderer } from '../../electron/hosts/server/renderer-build.ts';
import { filesToOpen } from '../../electron/hosts/shell/files-to-open.ts';
import { buildProcesses } from '../../scripts/build.ts';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');
const isLinux = process.platform === 'linux' && process.arch === 'x64';

describe('electron-builder.yml', () => {
  it('names only paths that exist', async () => {
    await ensureRenderer(currentLayout(), () => {});
    await buildProcesses();
    const text = await readFile(join(root, 'electron-builder.yml'), 'utf8');
    const named = [...text.matchAll(/^\s*(?:- )?(?:(?:from|icon|buildResources): )?([a-z@][\w@./-]*\w)/gim)]
      .map((match) => match[1] ?? '')
      .filter((path) => path.includes('/'));
    const expected = ['dist/main', 'dist/engine', 'dist/renderer', 'node_modules/node/bin', 'native-models/packs'];
    expect(named).toEqual(expect.arrayContaining([...expected, 'resources/icon.png', 'node_modules/better-sqlite3']));
    for (const path of named) {
      // Fetched by the packaging job of these two platforms; without it the app uses the system's ffmpeg.
      if (path.startsWith('vendor/ffmpeg/')) continue;
      await expect(stat(join(root, path)), path).resolves.toBeTruthy();
    }
  });

  it('registers the kinds of file that the app opens', async () => {
    const text = await readFile(join(root, 'electron-builder.yml'), 'utf8');
    const kinds = [...text.matchAll(/^ {2}- ext: \[(.*)\]$/gm)].flatMap(([, list]) => list?.split(', ') ?? []);
    const named = kinds.map((kind) => `/home/me/picture.${kind}`);
    expect(kinds).toEqual(expect.arrayContaining(['png', 'stillmotion']));
    expect(filesToOpen(['/opt/stillmotion', '--flag', 'notes.txt', ...named])).toEqual(named);
  });

  it('sets the fuses that keep the app from being turned into a plain Node', async () => {
    const text = await readFile(join(root, 'electron-builder.yml'), 'utf8');
    for (const fuse of [
      'runAsNode: false',
      'enableCookieEncryption: true',
      'enableNodeOptionsEnvironmentVariable: false',
      'enableNodeCliInspectArguments: false',
      'enableEmbeddedAsarIntegrityValidation: true',
      'onlyLoadAppFromAsar: true',
    ]) {
      expect(text).toContain(fuse);
    }
  });
});

/**
 * The real packaging with all it copies, around a stand-in for Electron's own files. What is packed must be all that the studio
 * needs: its command line and its engine then run from the packed files alone.
 */
describe.skipIf(!isLinux)('a packed app', () => {
  let folder: string;
  let resources: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'packed-'));
    const electronDist = join(folder, 'electron');
    await mkdir(join(electronDist, 'resources'), { recursive: true });
    for (const file of ['electron', 'LICENSE', 'LICENSES.chromium.html', 'version']) {
      await writeFile(join(electronDist, file), 'stands in for Electron', { mode: 0o755 });
    }
    await build({
      projectDir: root,
      targets: Platform.LINUX.createTarget('dir', Arch.x64),
      publish: 'never',
      config: {
        extends: join(root, 'electron-builder.yml'),
        electronDist,
        // There is no Electron binary here whose fuses could be set.
        electronFuses: null,
        directories: { output: join(folder, 'out'), buildResources: join(root, 'resources') },
      },
    });
    const packed = join(folder, 'out', 'linux-unpacked', 'resources');
    resources = join(folder, 'app', 'resources');
    await mkdir(join(folder, 'app'));
    await rename(packed, resources);
    // Only Electron reads inside app.asar; for this test it becomes a folder of the same name.
    const archive = join(resources, 'app.asar');
    extractAll(archive, join(folder, 'extracted'));
    await rm(archive);
    await cp(join(folder, 'extracted'), archive, { recursive: true });
  }, 180_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const cli = async (...args: string[]): Promise<Record<string, unknown>> => {
    const { stdout } = await run(
      join(resources, 'node', 'node'),
      [join(resources, 'app.asar', 'dist', 'main', 'cli.js'), ...args, '--home', join(folder, 'home'), '--json'],
      // Nothing of this checkout may be found: neither ffmpeg nor modules.
      { cwd: folder, env: { PATH: '/nonexistent', HOME: folder }, maxBuffer: 64 * 1024 * 1024 },
    ).catch((error: { stdout: string; stderr: string }) => {
      throw new Error(`${error.stdout.slice(-2_000)}\n${error.stderr.slice(-2_000)}`);
    });
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}') as Record<string, unknown>;
  };

  it('holds the page, the bridge and the icon', async () => {
    for (const file of [
      'dist/renderer/index.html',
      'dist/main/main.js',
      'dist/main/preload.cjs',
      'resources/icon.png',
    ]) {
      expect((await stat(join(resources, 'app.asar', file))).size, file).toBeGreaterThan(0);
    }
    expect(await readFile(join(resources, 'app.asar/dist/main/preload.cjs'), 'utf8')).not.toMatch(
      /require\("(?!electron")/,
    );
  });

  it('finds its packs, its engine and its ffmpeg', async () => {
    const report = await cli('doctor', '--device', 'cpu');
    expect(report).toMatchObject({ ok: true, problems: [], ffmpeg: { path: join(resources, 'ffmpeg', 'ffmpeg') } });
    expect(report.packs).toHaveLength(4);
  });

  it('makes a video with nothing but what was packed', async () => {
    const picture = join(folder, 'picture.png');
    await sharp({ create: { width: 256, height: 256, channels: 3, background: '#639' } })
      .png()
      .toFile(picture);
    const out = join(folder, 'clip.mp4');
    const made = await cli('generate', '--image', picture, '--preset', 'draft', '--device', 'cpu', '--out', out);
    expect(made).toMatchObject({ ok: true, frames: 22, out });
    expect((await stat(out)).size).toBeGreaterThan(1_000);
  });
});
