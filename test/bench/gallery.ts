import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { z } from 'zod';
import { findChromium, startServer } from '../support/serve.ts';
import { fillGallery } from './gallery-home.ts';

const projectCount = 10_000;

/** How smoothly the gallery scrolls through 10,000 projects: the time between frames, in Chromium without a graphics card. */
export async function benchGallery(): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'stillmotion-bench-'));
  try {
    await fillGallery(home, projectCount);
    const server = await startServer(home);
    const browser = await chromium.launch({
      executablePath: findChromium(),
      args: ['--no-sandbox', '--disable-renderer-backgrounding', '--disable-backgrounding-occluded-windows'],
    });
    try {
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
      await page.goto(server.url);
      await page.getByText(`${projectCount.toLocaleString('en-GB')} projects`).waitFor();
      await page.getByRole('list', { name: 'Projects' }).getByRole('link').first().waitFor();
      console.log(`\n## The gallery with ${projectCount} projects\n`);
      console.log('| scrolling | frames | median ms | p95 ms | longest ms | over 50 ms | longest work, CPU ms |');
      console.log('|---|---|---|---|---|---|---|');
      for (const [name, steps] of [
        ['not at all: what else runs on the machine', { pixels: 0, frames: 300 }],
        ['steadily, 60 px a frame', { pixels: 60, frames: 600 }],
        ['a hard flick, 400 px a frame', { pixels: 400, frames: 400 }],
        ['the bar dragged, a twentieth of the library every 10 frames', { pixels: 'far', frames: 200 }],
      ] as const) {
        await browser.startTracing(page, { categories: ['toplevel'] });
        const times = await scroll(page, steps);
        const longest = longestWork(await browser.stopTracing());
        console.log(`| ${name} | ${row(times)} | ${longest.toFixed(1)} |`);
      }
    } finally {
      await browser.close();
      await server.stop();
    }
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/** Scrolls by so many pixels in every frame; the milliseconds between one frame and the next. */
function scroll(page: Page, steps: { pixels: number | 'far'; frames: number }): Promise<number[]> {
  return page.evaluate(async ({ pixels, frames }) => {
    const list = document.querySelector('ul[aria-label="Projects"]');
    let scroller = list?.parentElement;
    while (scroller && getComputedStyle(scroller).overflowY !== 'auto') scroller = scroller.parentElement;
    if (!scroller) throw new Error('There is no gallery here.');
    const nextFrame = (): Promise<number> => new Promise(requestAnimationFrame);
    scroller.scrollTop = 0;
    for (let settle = 0; settle < 30; settle++) await nextFrame();
    const times: number[] = [];
    let before = await nextFrame();
    for (let frame = 0; frame < frames; frame++) {
      if (pixels !== 'far') scroller.scrollTop += pixels;
      else if (frame % 10 === 0) scroller.scrollTop = (((frame / 10) * 7) % 20) * (scroller.scrollHeight / 20);
      const now = await nextFrame();
      times.push(now - before);
      before = now;
    }
    return times;
  }, steps);
}

function row(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (part: number): string => (sorted[Math.floor((sorted.length - 1) * part)] ?? 0).toFixed(1);
  return [times.length, at(0.5), at(0.95), at(1), times.filter((time) => time > 50).length].join(' | ');
}

const traceEvent = z.object({
  name: z.string(),
  pid: z.number(),
  tid: z.number(),
  /** Microseconds the thread had the processor. */
  tdur: z.number().optional(),
  args: z.object({ name: z.string().optional() }).loose().optional(),
});

/** The longest piece of work of the page's main thread, milliseconds of processor time: what a frame costs on an idle machine. */
function longestWork(trace: Buffer): number {
  const { traceEvents } = z.object({ traceEvents: z.array(traceEvent) }).parse(JSON.parse(trace.toString()));
  const place = ({ pid, tid }: { pid: number; tid: number }): string => `${pid} ${tid}`;
  const mains = new Set(
    traceEvents.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain').map(place),
  );
  const work = traceEvents.filter((event) => event.tdur !== undefined && mains.has(place(event)));
  return Math.max(0, ...work.map(({ tdur = 0 }) => tdur / 1_000));
}
