import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { aJob, generateFromGallery, testStudio } from './support.ts';

const studio = testStudio();
let address: string;

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
});
