import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Browser, chromium, type Page } from 'playwright-core';
import { findChromium, startServer } from '../support/serve.ts';
import { fillStudio } from './interface-home.ts';
import { longUse } from './long-use.ts';
import { scrubbing } from './scrubbing.ts';

const openings = 9;
const built = resolve(import.meta.dirname, '..', '..', 'dist', 'renderer');
const window = { viewport: { width: 1440, height: 900 } };

/**
 * What the built page costs in Chromium without a graphics card: its size, how long until somebody can type, how far behind the
 * pointer the picture is while a clip is scrubbed, and what memory is left after long use.
 */
export async function benchInterface(): Promise<void> {
  await bundleSize();
  const home = await mkdtemp(join(tmpdir(), 'stillmotion-bench-'));
  try {
    const projectId = await fillStudio(home);
    const server = await startServer(home);
    const browser = await chromium.launch({
      executablePath: findChromium(),
      args: ['--no-sandbox', '--disable-renderer-backgrounding', '--disable-backgrounding-occluded-windows'],
    });
    try {
      await opening(browser, server.url);
      const page = await browser.newPage(window);
      await page.goto(server.url);
      await page.getByRole('list', { name: 'Projects' }).getByRole('link').first().click();
      await page.waitForURL(`**/studio/${projectId}`);
      await scrubbing(page);
      await longUse(page);
    } finally {
      await browser.close();
      await server.stop();
    }
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

async function bundleSize(): Promise<void> {
  console.log('\n## The page as it is sent\n\n| files | kB | kB gzipped |\n|---|---|---|');
  const files = (await readdir(built, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  for (const extension of ['.js', '.css', '.woff2']) {
    const found = files.filter(({ name }) => extname(name) === extension);
    const contents = await Promise.all(found.map(({ parentPath, name }) => readFile(join(parentPath, name))));
    const kilobytes = (bytes: (content: Buffer) => number): string =>
      (contents.reduce((sum, content) => sum + bytes(content), 0) / 1000).toFixed(0);
    const [whole, packed] = [kilobytes(({ length }) => length), kilobytes((content) => gzipSync(content).length)];
    console.log(`| ${found.length} ${extension} | ${whole} | ${packed} |`);
  }
}

/** From the request to the first letter that stands in the prompt box, each time with nothing in the browser's cache. */
async function opening(browser: Browser, url: string): Promise<void> {
  const painted: number[] = [];
  const typed: number[] = [];
  for (let round = 0; round < openings; round++) {
    const context = await browser.newContext(window);
    const page = await context.newPage();
    await page.addInitScript(typeWhenPossible);
    await page.goto(url);
    const after = await page.waitForFunction(() => performance.getEntriesByName('typed')[0]?.startTime);
    typed.push((await after.jsonValue()) ?? Number.NaN);
    painted.push(await firstPaint(page));
    await context.close();
  }
  console.log(
    `\n## Opening the studio\n\n| ${openings} times, nothing in the cache | median ms | longest ms |\n|---|---|---|`,
  );
  for (const [name, times] of Object.entries({
    'something to see': painted,
    'a typed letter stands in the prompt box': typed,
  })) {
    const sorted = times.toSorted((a, b) => a - b);
    console.log(`| ${name} | ${sorted[(openings - 1) / 2]?.toFixed(0)} | ${sorted.at(-1)?.toFixed(0)} |`);
  }
}

function firstPaint(page: Page): Promise<number> {
  return page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN);
}

/** In the page, from its start: types into the prompt box as soon as there is one and marks the frame after the letter stood there. */
function typeWhenPossible(): void {
  const look = (): void => {
    const box = document.querySelector<HTMLTextAreaElement>('textarea[aria-label="Prompt"]');
    if (box === null) {
      requestAnimationFrame(look);
      return;
    }
    if (box.value === '') {
      box.focus();
      document.execCommand('insertText', false, 'w');
      requestAnimationFrame(look);
      return;
    }
    performance.mark('typed');
  };
  requestAnimationFrame(look);
}
