import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const program = resolve(import.meta.dirname, '../../electron/hosts/cli/main.ts');
/** Small enough to take seconds. */
const tiny = ['--preset', 'draft', '--device', 'cpu', '--set', 'i2v.size=64', 'i2v.frames=4'];
const tinyToTheEnd = [...tiny, 'v2v.size=64'];
let folder: string;
let home: string;
let picture: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-'));
  home = join(folder, 'home');
  picture = join(folder, 'picture.png');
  await sharp({ create: { width: 200, height: 120, channels: 3, background: '#a63' } })
    .png()
    .toFile(picture);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Finished {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(...args: string[]): { child: ChildProcess; finished: Promise<Finished> } {
  const child = spawn(process.execPath, [program, ...args], {
    cwd: folder,
    env: { ...process.env, STILLMOTION_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const finished = new Promise<Finished>((done) => child.on('close', (status) => done({ status, stdout, stderr })));
  return { child, finished };
}
const run = (...args: string[]): Promise<Finished> => start(...args).finished;
const linesOf = (text: string): Record<string, unknown>[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('generate', () => {
  it('makes a video of a picture; the last line is its path', async () => {
    const out = join(folder, 'clip.mp4');
    const { status, stdout, stderr } = await run(
      'generate',
      '--image',
      picture,
      '--prompt',
      'pan left',
      ...tinyToTheEnd,
      '--out',
      out,
    );
    expect(stderr + stdout).toContain('10 frames');
    expect(status).toBe(0);
    expect(stdout.trim().split('\n').at(-1)).toBe(out);
    expect((await stat(out)).size).toBeGreaterThan(500);
  });

  it('speaks JSON lines, the last one being the result', async () => {
    const { status, stdout } = await run(
      'generate',
      '--image',
      picture,
      ...tiny,
      '--to',
      'i2v',
      '--out',
      'frames',
      '--json',
    );
    const lines = linesOf(stdout);
    expect(status).toBe(0);
    expect(lines.map((line) => line.type)).toEqual(
      expect.arrayContaining(['reference', 'job.changed', 'job.progress']),
    );
    expect(lines.at(-1)).toMatchObject({
      type: 'result',
      ok: true,
      stage: 'i2v',
      frames: 4,
      out: join(folder, 'frames'),
    });
    expect((await readdir(join(folder, 'frames'))).filter((name) => name.endsWith('.png'))).toHaveLength(4);
  });

  it('is cancelled by Ctrl-C within one step, and says what was kept', async () => {
    const { child, finished } = start('generate', '--image', picture, '--device', 'cpu', '--json', '--seed', '5');
    await new Promise<void>((seen) =>
      child.stdout?.on('data', (text: string) => {
        if (text.includes('job.progress')) seen();
      }),
    );
    const asked = performance.now();
    child.kill('SIGINT');
    const { status, stdout } = await finished;
    expect(status).toBe(130);
    expect(linesOf(stdout).at(-1)).toMatchObject({ ok: false, error: { code: 'cancelled' } });
    expect(performance.now() - asked).toBeLessThan(20_000);
  });
});

describe('one stage on files', () => {
  it('smooths a folder of PNGs', async () => {
    const frames = join(folder, 'input');
    await mkdir(frames);
    for (let index = 0; index < 3; index += 1) {
      await sharp({ create: { width: 64, height: 64, channels: 3, background: { r: 60 * index, g: 90, b: 120 } } })
        .png()
        .toFile(join(frames, `frame-${index}.png`));
    }
    const { status, stdout, stderr } = await run(
      'vfi',
      '--in',
      frames,
      '--out',
      'smooth.mp4',
      '--factor',
      '3',
      '--device',
      'cpu',
    );
    expect(stderr + stdout).toContain('7 frames, 64×64');
    expect(status).toBe(0);
  });
});

describe('what can go wrong', () => {
  const cases: readonly [name: string, args: () => string[], status: number, words: string][] = [
    ['nothing to go by', () => ['generate'], 2, '--prompt TEXT'],
    ['a mistyped command', () => ['generat'], 2, 'Did you mean generate?'],
    ['a mistyped flag', () => ['generate', '--promt', 'x'], 2, '--prompt'],
    ['a file that is not there', () => ['generate', '--image', 'none.jpg'], 3, 'none.jpg'],
    ['a file that is no picture', () => ['generate', '--image', 'notes.txt', '--preset', 'draft'], 1, 'picture'],
    ['a project that is not there', () => ['projects', 'export', 'nosuchproject'], 3, ''],
    ['a project id that is none', () => ['projects', 'export', '../../etc'], 3, 'does not exist'],
    ['a pack that is not there', () => ['packs', 'verify', 'none'], 3, 'none'],
    [
      'a stage that its pack cannot do',
      () => ['vfi', '--in', picture, '--out', 'x.mp4', '--pack', 'starter-motion'],
      2,
      'vfi',
    ],
    ['a home that is a file', () => ['projects', 'list', '--home', picture], 4, 'picture.png'],
    ['a port that is none', () => ['serve', '--port', '99999'], 2, '65535'],
  ];
  it.each(cases)('%s', async (_name, args, status, words) => {
    await writeFile(join(folder, 'notes.txt'), 'not a picture');
    const result = await run(...args());
    expect(result.stderr).toContain(words);
    expect(result.stderr).not.toMatch(/^\s+at /m);
    expect(result.status, result.stderr).toBe(status);
  });

  it('lists every wrong value of every flag at once', async () => {
    const { stderr, status } = await run('generate', '--preset', 'x', '--seed', 'y', '--set', 'i2v.pan=9', 'vfi.z=1');
    expect(status).toBe(2);
    for (const words of ['--preset x', '--seed y', 'i2v.pan=9', 'vfi.z=1', '--prompt TEXT'])
      expect(stderr).toContain(words);
  });
});

describe('the library', () => {
  it('lists projects and exports the newest video', async () => {
    const { projects } = linesOf((await run('projects', 'list', '--json')).stdout).at(-1) as {
      projects: { id: string; name: string; takeCount: number }[];
    };
    const made = projects.find((project) => project.takeCount === 4);
    expect(made?.name).toContain('pan left');
    const { status, stdout, stderr } = await run('projects', 'export', made?.id ?? '', '--out', 'again.gif');
    expect(status, stderr).toBe(0);
    expect(stdout.trim().split('\n').at(-1)).toBe(join(folder, 'again.gif'));
  });
});

describe('serve', () => {
  it('prints one line, keeps its home to itself, and ends politely', async () => {
    const { child, finished } = start('serve');
    const line = await new Promise<string>((seen) => child.stdout?.once('data', seen));
    expect(line).toMatch(/^Stillmotion Studio: http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]+\n$/);
    const url = new URL(line.slice(line.indexOf('http')).trim());
    const welcome = await fetch(url, { redirect: 'manual' });
    expect(welcome.status).toBe(303);

    const second = await run('projects', 'list');
    expect(second.status).toBe(4);
    expect(second.stderr).not.toBe('');
    // Commands that keep nothing work beside it.
    expect((await run('packs', 'list')).status).toBe(0);

    child.kill('SIGTERM');
    const { status, stdout } = await finished;
    expect(status).toBe(0);
    expect(stdout).toBe(line);
  });
});
