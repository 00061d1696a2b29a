import { readFile } from 'node:fs/promises';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { aJob, generateFromGallery, samplePicture, seriousFaults, testStudio } from './support.ts';

const studio = testStudio();

const lane = (page: Page, name: string): Locator =>
  page.getByRole('region', { name: 'Timeline' }).getByRole('group', { name, exact: true });
const laneIs = (page: Page, name: string, state: string): Promise<void> =>
  lane(page, name).getByText(state, { exact: true }).waitFor(aJob);
const takes = (page: Page): Locator => page.getByRole('list', { name: 'Takes' }).getByRole('listitem');
const preview = (page: Page): Locator => page.getByRole('region', { name: 'Preview' });

async function openProject(page: Page, projectId: string): Promise<void> {
  await page.goto(new URL(`/studio/${projectId}`, page.url()).href);
  await page.getByRole('region', { name: 'Timeline' }).waitFor();
}

/** A new project at Draft around a picture of ours; returns its id. */
async function pictureProject(page: Page, picture: 'bay' | 'meadow' | 'night'): Promise<string> {
  await page.getByLabel('Choose a picture').setInputFiles(samplePicture(picture));
  await page.waitForURL(/\/studio\/[a-z0-9]+$/);
  await page.getByRole('button', { name: /^Draft:/ }).click();
  return new URL(page.url()).pathname.split('/').at(-1) ?? '';
}

async function animate(page: Page, prompt: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Prompt' }).fill(prompt);
  await page.getByRole('button', { name: 'Generate' }).click();
  await page.getByRole('progressbar', { name: 'Generation progress' }).waitFor(aJob);
  for (const name of ['Keyframes', 'Refined', 'Smooth']) await laneIs(page, name, 'current');
}

let filmed = '';

describe('the studio', () => {
  test('a prompt fills four lanes, and every frame can be stepped to', async () => {
    const page = await studio.open();
    await generateFromGallery(page, 'a windmill among flowers, warm dusk light');
    for (const name of ['Reference', 'Keyframes', 'Refined', 'Smooth']) await laneIs(page, name, 'current');
    await expect.poll(() => takes(page).count()).toBe(4);
    filmed = new URL(page.url()).pathname.split('/').at(-1) ?? '';

    await preview(page).getByText('frame 1 of 22').waitFor();
    const video = preview(page).locator('video');
    await page.keyboard.press('End');
    await preview(page).getByText('frame 22 of 22').waitFor();
    await page.keyboard.press('ArrowLeft');
    await preview(page).getByText('frame 21 of 22').waitFor();
    // The middle of frame 21 at 24 frames a second: what is shown is that frame, whatever the rounding.
    await expect
      .poll(() => video.evaluate((element: HTMLVideoElement) => element.currentTime))
      .toBeCloseTo(20.5 / 24, 3);
    await page.getByRole('slider', { name: 'Playhead' }).focus();
    await page.keyboard.press('Home');
    await preview(page).getByText('frame 1 of 22').waitFor();
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    await expect.poll(() => video.evaluate((element: HTMLVideoElement) => element.paused)).toBe(false);
    await page.keyboard.press('k');
    await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
    expect(await seriousFaults(page)).toEqual([]);
  });

  test('after a reload everything is there', async () => {
    const page = await studio.open();
    await openProject(page, filmed);
    await page.getByRole('textbox', { name: 'Prompt' }).fill('the same, at night');
    await laneIs(page, 'Smooth', 'stale');
    // The draft is written a moment later; leaving the page writes it at once.
    await page.reload();
    await laneIs(page, 'Smooth', 'stale');
    expect(await page.getByRole('textbox', { name: 'Prompt' }).inputValue()).toBe('the same, at night');
    await expect.poll(() => takes(page).count()).toBe(4);
    await takes(page)
      .getByRole('button', { name: /^Smooth take 1/ })
      .click();
    await laneIs(page, 'Smooth', 'current');
    expect(await page.getByRole('textbox', { name: 'Prompt' }).inputValue()).toContain('windmill');
  });

  test.each([
    { format: 'MP4', magic: (bytes: Buffer) => bytes.subarray(4, 8).toString('latin1') === 'ftyp' },
    { format: 'WebM', magic: (bytes: Buffer) => bytes.subarray(0, 4).toString('hex') === '1a45dfa3' },
    { format: 'GIF', magic: (bytes: Buffer) => bytes.subarray(0, 6).toString('latin1') === 'GIF89a' },
    { format: 'PNG', magic: (bytes: Buffer) => bytes.subarray(0, 2).toString('latin1') === 'PK' },
  ])('exports $format', async ({ format, magic }) => {
    const page = await studio.open();
    await openProject(page, filmed);
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Export' });
    await dialog.getByRole('button', { name: format, exact: true }).click();
    await dialog.getByRole('button', { name: `Write ${format}` }).click();
    const link = dialog.getByRole('link', { name: 'Download' });
    await link.waitFor();
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
    expect(download.suggestedFilename()).toMatch(/\.(mp4|webm|gif|zip)$/);
    expect(magic(await readFile(await download.path()))).toBe(true);
  });

  test('a picture of one’s own moves; one parameter reruns one lane; below is stale until rerun', async () => {
    const page = await studio.open();
    await pictureProject(page, 'bay');
    await page.getByLabel('Reference image').setInputFiles(samplePicture('meadow'));
    await lane(page, 'Reference').getByText('2 of 2').waitFor();
    await animate(page, 'slow zoom in');
    await expect.poll(() => takes(page).count()).toBe(5);

    await lane(page, 'Keyframes').getByRole('button', { name: 'Keyframes', exact: true }).click();
    await page.getByRole('slider', { name: 'Motion strength' }).focus();
    await page.keyboard.press('End');
    for (const name of ['Keyframes', 'Refined', 'Smooth']) await laneIs(page, name, 'stale');
    await laneIs(page, 'Reference', 'current');

    await lane(page, 'Keyframes').getByRole('button', { name: 'Rerun' }).click();
    await laneIs(page, 'Keyframes', 'current');
    await lane(page, 'Keyframes').getByText('2 of 2').waitFor();
    await laneIs(page, 'Refined', 'stale');
    expect(await takes(page).count()).toBe(6);

    await page.getByRole('button', { name: 'Rerun stale lanes' }).click();
    for (const name of ['Refined', 'Smooth']) await laneIs(page, name, 'current');
    await lane(page, 'Smooth').getByText('2 of 2').waitFor();

    // A take deleted can be had back.
    await takes(page)
      .getByRole('button', { name: /^Smooth take 2/ })
      .focus();
    await page.keyboard.press('Delete');
    await page.getByRole('button', { name: 'Undo' }).click();
    await lane(page, 'Smooth').getByText('2 of 2').waitFor();
  });

  test('a running job stops when told to, and keeps what is finished', async () => {
    const page = await studio.open();
    await pictureProject(page, 'night');
    await page.getByRole('button', { name: /^Paper:/ }).click();
    await page.getByRole('textbox', { name: 'Prompt' }).fill('snow drifts');
    await page.keyboard.press('Control+Enter');
    await lane(page, 'Keyframes')
      .getByText(/^running/)
      .waitFor(aJob);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('What was finished is kept.').waitFor();
    await laneIs(page, 'Keyframes', 'empty');
    await laneIs(page, 'Reference', 'current');
    await page.getByRole('progressbar', { name: 'Generation progress' }).waitFor({ state: 'detached' });
  });

  test('a locked seed is used, and variations have seeds of their own', async () => {
    const page = await studio.open();
    const projectId = await pictureProject(page, 'meadow');
    await page.getByRole('textbox', { name: 'Seed' }).fill('4242');
    await page.keyboard.press('Enter');
    expect(await page.getByRole('button', { name: 'Lock seed' }).getAttribute('aria-pressed')).toBe('true');
    await page.getByRole('combobox', { name: /^Variations/ }).click();
    await page.getByRole('option', { name: '2 variations' }).click();
    await page.getByRole('textbox', { name: 'Prompt' }).fill('clouds drift');
    await page.getByRole('button', { name: 'Generate' }).click();
    await expect
      .poll(
        () =>
          takes(page)
            .getByRole('button', { name: /^Smooth take/ })
            .count(),
        aJob,
      )
      .toBe(2);
    await takes(page)
      .getByRole('button', { name: /^Keyframes take 1, seed 4242/ })
      .waitFor();
    expect(
      await takes(page)
        .getByRole('button', { name: /seed 4242/ })
        .count(),
    ).toBe(3);

    // Which of the two is better, judged without knowing which is which.
    await page.goto(new URL(`/compare?project=${projectId}&view=blind`, page.url()).href);
    await page.getByText('Question 1 of 3').waitFor();
    expect(await page.getByText(/4242|4243/).count()).toBe(0);
    expect(await seriousFaults(page)).toEqual([]);
    await page.keyboard.press('ArrowLeft');
    await page.getByText('Question 2 of 3').waitFor();
    await page.keyboard.press('ArrowDown');
    await page.getByText('Question 3 of 3').waitFor();
    await page.keyboard.press('ArrowRight');
    await page.getByText(/^Left was seed 424[23], right was seed 424[23]\.$/).waitFor();
    await page.getByRole('button', { name: 'Results', exact: true }).click();
    const row = page
      .getByRole('region', { name: 'All three questions' })
      .getByRole('row', { name: /seed 4243 against seed 4242/ });
    expect(await row.getByRole('cell').allInnerTexts()).toEqual(['1', '1', '1', expect.stringContaining('1.00'), '']);
    expect(await seriousFaults(page)).toEqual([]);
  });

  test('another take is wiped, set beside and subtracted, and moves along', async () => {
    const page = await studio.open();
    await openProject(page, filmed);
    await laneIs(page, 'Smooth', 'current');
    const compare = async (view: string): Promise<void> => {
      await page.getByRole('button', { name: /compare in the preview/ }).click();
      await page.getByRole('button', { name: view, exact: true }).click();
      await page.keyboard.press('Escape');
    };
    await compare('Wipe');
    const wipe = preview(page).getByRole('slider', { name: 'Wipe' });
    await wipe.focus();
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => wipe.getAttribute('aria-valuenow')).toBe('48');
    await page.getByRole('slider', { name: 'Playhead' }).focus();
    await page.keyboard.press('End');
    // The other take is at its own frame of the same moment.
    const other = preview(page).locator('video[aria-label$="to compare"]');
    await expect.poll(() => other.evaluate((video: HTMLVideoElement) => video.currentTime)).toBeGreaterThan(0.7);
    await compare('Side by side');
    await preview(page).getByText(/^B · /).waitFor();
    await compare('Difference');
    await wipe.waitFor({ state: 'detached' });
    expect(await seriousFaults(page)).toEqual([]);
    await compare('Difference');
    await other.waitFor({ state: 'detached' });
  });

  test('fits a small window, in the light theme too, without serious faults', async () => {
    const page = await studio.open({ viewport: { width: 1024, height: 700 }, colorScheme: 'light' });
    await openProject(page, filmed);
    await laneIs(page, 'Smooth', 'current');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(1024);
    expect(await seriousFaults(page)).toEqual([]);
  });
});
