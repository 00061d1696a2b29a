/**
 * `npm run pictures [-- FOLDER] [--all] [--home DIR] [--only NAME …]`: the pictures of docs/GUIDE.md, taken of the built studio (`npm run build:renderer`
 * first) with the real engine. `--all` takes each at every size in both themes, to look at. `--home` keeps the clips for another time.
 */
import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type Page } from 'playwright-core';
import sharp from 'sharp';
import { findChromium, startServer } from '../support/serve.ts';
import { makeClips } from './clips.ts';
import { type Shot, type Size, shots, sizes, type Theme, themes } from './shots.ts';

const root = resolve(import.meta.dirname, '..', '..');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    all: { type: 'boolean', default: false },
    home: { type: 'string' },
    only: { type: 'string', multiple: true },
  },
});
const folder = resolve(positionals[0] ?? join(root, 'docs', 'guide'));
const home = values.home ?? (await mkdtemp(join(tmpdir(), 'stillmotion-pictures-')));

await mkdir(folder, { recursive: true });
const server = await startServer(home);
const browser = await chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox'] });
try {
  await firstRun();
  for (const shot of shots.filter(({ name }) => values.only?.includes(name) ?? true)) {
    if (!values.all) await take(shot, shot.size, shot.theme, shot.name);
    else
      for (const size of Object.keys(sizes) as Size[])
        for (const theme of themes) await take(shot, size, theme, `${shot.name}-${size}-${theme}`);
  }
} finally {
  await browser.close();
  await server.stop();
}

async function open(size: Size, theme: Theme): Promise<Page> {
  const [width, height] = sizes[size];
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(240_000);
  await page.goto(server.url);
  await page.getByRole('navigation', { name: 'Main' }).waitFor();
  return page;
}

async function save(page: Page, name: string): Promise<void> {
  await page.mouse.move(0, 0);
  // Pictures on their way, and what fades in after them.
  await page.waitForLoadState('networkidle').catch(() => undefined);
  await page.evaluate(() => Promise.all([...document.images].map((image) => image.decode().catch(() => undefined))));
  const picture = await page.screenshot({ animations: 'disabled' });
  await sharp(picture)
    .webp({ quality: 82 })
    .toFile(join(folder, `${name}.webp`));
  console.log(`${name}.webp`);
}

async function take(shot: Shot, size: Size, theme: Theme, name: string): Promise<void> {
  const page = await open(size, theme);
  try {
    await shot.go(page);
    await save(page, name);
  } finally {
    await page.context().close();
  }
}

/** The gallery as a newcomer finds it; then the clips that the other pictures show, where the home has none yet. */
async function firstRun(): Promise<void> {
  const page = await open('usual', 'light');
  const projects = page.getByRole('list', { name: 'Projects' });
  const isNew = await Promise.race([
    projects.waitFor().then(() => false),
    page
      .getByRole('list', { name: 'Sample pictures' })
      .waitFor()
      .then(() => true),
  ]);
  if (isNew) {
    await save(page, 'first-run');
    await makeClips(page);
  }
  await page.context().close();
}
