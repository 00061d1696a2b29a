import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { locate } from '../../electron/media/ffmpeg-binary.ts';
import { aJob, generateFromGallery, seriousFaults, testStudio } from './support.ts';

// The real ffmpeg, behind a gate: while that file is there it does not begin, so an export is at work for as long as a test looks.
const folder = mkdtempSync(join(tmpdir(), 'stillmotion-gate-'));
const gate = join(folder, 'closed');
const gated = join(folder, 'ffmpeg');
const { path: ffmpeg } = await locate(process.env);
writeFileSync(
  gated,
  `#!/bin/sh\ncase "$*" in *-version*) ;; *) while [ -e "${gate}" ]; do sleep 0.05; done ;; esac\nexec "${ffmpeg}" "$@"\n`,
  { mode: 0o755 },
);
process.env.FFMPEG_PATH = gated;

const studio = testStudio();
let address: string;

afterEach(() => rmSync(gate, { force: true }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(async () => {
  const page = await studio.open();
  await generateFromGallery(page, 'a windmill at dawn');
  await page.getByRole('group', { name: 'Smooth' }).getByText('current').waitFor(aJob);
  address = page.url();
});

async function openExport(page: Page) {
  await page.goto(address);
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Export' });
  const write = async (format: string): Promise<void> => {
    await dialog.getByRole('button', { name: format, exact: true }).click();
    await dialog.getByRole('button', { name: `Write ${format}` }).click();
  };
  return { dialog, write };
}

const queued = (page: Page, format: string) =>
  page.getByRole('list', { name: 'Exports' }).getByRole('article', { name: `${format} of “a windmill at dawn”` });

describe('exporting', () => {
  test('several exports run one after the other while one goes on; each is ready in Queue', async () => {
    const page = await studio.open();
    const { dialog, write } = await openExport(page);
    writeFileSync(gate, '');
    await write('AV1');
    await dialog.getByRole('button', { name: 'Cancel AV1 of “a windmill at dawn”' }).waitFor();
    await dialog.getByText('Goes on when you close this. See Queue.').waitFor();
    await write('GIF');
    await dialog.getByText('Waits for the exports before it.').waitFor();
    await write('H.265');
    expect(await seriousFaults(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Close' }).click();

    // Editing goes on, and so does the queue over a reload.
    await page.getByRole('textbox', { name: 'Prompt', exact: true }).fill('a lighthouse at night');
    await page.reload();
    await page.getByRole('link', { name: 'Queue', exact: true }).click();
    await queued(page, 'H.265').getByRole('button', { name: 'Cancel H.265 of “a windmill at dawn”' }).click();
    await queued(page, 'H.265').getByText('Cancelled').waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    rmSync(gate);
    const link = queued(page, 'GIF').getByRole('link', { name: 'Download' });
    await link.waitFor(aJob);
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
    expect(download.suggestedFilename()).toBe('a windmill at dawn.gif');
    await queued(page, 'AV1').getByRole('link', { name: 'Download' }).waitFor();

    await queued(page, 'H.265').getByRole('button', { name: 'Retry H.265 of “a windmill at dawn”' }).click();
    await expect
      .poll(() => queued(page, 'H.265').getByRole('link', { name: 'Download' }).count(), { timeout: 480_000 })
      .toBe(1);
    await page.getByRole('button', { name: 'Clear list of exports' }).click();
    await page.getByRole('list', { name: 'Exports' }).waitFor({ state: 'detached' });
  });

  test('a GIF says how often it plays; elsewhere somebody is told when it is ready', async () => {
    const page = await studio.open();
    const { dialog } = await openExport(page);
    await dialog.getByRole('button', { name: 'GIF', exact: true }).click();
    await dialog.getByText('without end').waitFor();
    await dialog.getByRole('slider', { name: 'Loops' }).focus();
    for (let press = 0; press < 3; press++) await page.keyboard.press('ArrowRight');
    await dialog.getByText(/^3×/).waitFor();
    await dialog.getByRole('button', { name: 'Write GIF' }).click();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await page.getByText('GIF of “a windmill at dawn” is ready.').waitFor(aJob);
    await page.getByRole('button', { name: 'Open Queue' }).click();
    const link = queued(page, 'GIF').getByRole('link', { name: 'Download' });
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
    const bytes = await readFile(await download.path());
    // It starts again twice after the first time.
    expect(bytes.readUInt16LE(bytes.indexOf('NETSCAPE2.0') + 13)).toBe(2);
    // A browser keeps its downloads itself.
    expect(await page.getByRole('button', { name: 'Show in folder' }).count()).toBe(0);
  });

  test('this frame, as it is seen, becomes a picture', async () => {
    const page = await studio.open();
    await page.goto(address);
    const preview = page.getByRole('region', { name: 'Preview' });
    await preview.getByText('frame 1 of 22').waitFor();
    await preview.getByRole('button', { name: 'One frame on' }).click();
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Export' });
    await dialog.getByText('Smooth · frame 2 of 22').waitFor();
    for (const [format, magic] of [
      ['PNG', '89504e47'],
      ['JPEG', 'ffd8ff'],
    ] as const) {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        dialog.getByRole('button', { name: `Save this frame as ${format}` }).click(),
      ]);
      expect(download.suggestedFilename()).toBe(`a windmill at dawn.${format === 'PNG' ? 'png' : 'jpg'}`);
      expect((await readFile(await download.path())).toString('hex')).toMatch(new RegExp(`^${magic}`));
    }
  });

  test('the take is deleted while its export waits: the export says so, and the rest goes on', async () => {
    const page = await studio.open();
    const { dialog, write } = await openExport(page);
    writeFileSync(gate, '');
    await write('AV1');
    await dialog.getByRole('button', { name: 'Keyframes' }).click();
    await write('GIF');
    await dialog.getByText('Waits for the exports before it.').waitFor();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: /^Keyframes take 1/ }).focus();
    await page.keyboard.press('Delete');
    await page.getByText('Take deleted.').waitFor();
    await page.getByRole('link', { name: 'Queue', exact: true }).click();
    await page.getByRole('button', { name: 'Cancel AV1 of “a windmill at dawn”' }).click();
    await queued(page, 'GIF').getByText('This is not here any more').waitFor();
    await queued(page, 'GIF').getByRole('alert').waitFor();
  });
});
