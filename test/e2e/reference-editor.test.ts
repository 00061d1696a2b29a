import type { Locator, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { aJob, samplePicture, seriousFaults, testStudio } from './support.ts';

const studio = testStudio();

const group = (page: Page, name: string) =>
  page.getByRole('region', { name: 'Timeline' }).getByRole('group', { name, exact: true });
const laneIs = (page: Page, name: string, state: string): Promise<void> =>
  group(page, name).getByText(state, { exact: true }).waitFor(aJob);

async function openEditor(page: Page): Promise<void> {
  await page.getByRole('region', { name: 'Reference' }).getByRole('link', { name: 'Edit' }).click();
  await page.getByRole('region', { name: 'Reference editor' }).waitFor();
}

/** Drags over the picture with the chosen tool, in fractions of what is shown. */
async function paint(page: Page, from: readonly [number, number], to: readonly [number, number]): Promise<void> {
  const box = await page.getByRole('application', { name: 'Drag to paint' }).boundingBox();
  if (!box) throw new Error('nothing to paint on');
  await page.mouse.move(box.x + from[0] * box.width, box.y + from[1] * box.height);
  await page.mouse.down();
  await page.mouse.move(box.x + to[0] * box.width, box.y + to[1] * box.height, { steps: 12 });
  await page.mouse.up();
}

describe('the reference editor', () => {
  test('crop, adjust and paint make a new reference; lanes are stale until rerun; the old one stays', async () => {
    const page = await studio.open();
    await page.getByLabel('Choose a picture').setInputFiles(samplePicture('bay'));
    await page.waitForURL(/\/studio\/[a-z0-9]+$/);
    await page.getByRole('button', { name: /^Draft:/ }).click();
    await page.getByRole('textbox', { name: 'Prompt' }).fill('slow zoom in');
    await page.getByRole('button', { name: 'Generate' }).click();
    await laneIs(page, 'Smooth', 'current');

    await openEditor(page);
    expect(await seriousFaults(page)).toEqual([]);
    await page.getByRole('button', { name: '16:9' }).click();
    await page.getByText('1024 × 576 pixels').waitFor();
    await page.getByRole('button', { name: 'Adjust' }).click();
    await page.getByRole('slider', { name: 'Exposure' }).focus();
    await page.keyboard.press('PageUp');
    await page.getByRole('button', { name: 'Brush' }).click();
    await page.getByRole('radio', { name: '#7FB2FF' }).click();
    await paint(page, [0.2, 0.3], [0.7, 0.3]);
    expect(await seriousFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Save' }).click();

    await page.getByRole('region', { name: 'Timeline' }).waitFor();
    await page.getByRole('region', { name: 'Reference' }).getByText('Edited · 1024×576').waitFor();
    await group(page, 'Reference').getByText('2 of 2').waitFor();
    for (const name of ['Keyframes', 'Refined', 'Smooth']) await laneIs(page, name, 'stale');

    await page.getByRole('button', { name: 'Rerun stale lanes' }).click();
    for (const name of ['Keyframes', 'Refined', 'Smooth']) await laneIs(page, name, 'current');
    await group(page, 'Smooth').getByText('2 of 2').waitFor();

    await group(page, 'Reference').getByRole('button', { name: 'Earlier Reference take' }).click();
    await page.getByRole('region', { name: 'Reference' }).getByText('Imported · 1024×1024').waitFor();
    await laneIs(page, 'Smooth', 'current');
  });

  test('what is saved is what was seen: the fill and the flip are in the pixels', async () => {
    const page = await studio.open();
    await page.getByLabel('Choose a picture').setInputFiles(samplePicture('meadow'));
    await page.waitForURL(/\/studio\/[a-z0-9]+$/);
    await openEditor(page);
    await page.getByRole('button', { name: 'Brush' }).click();
    await page.getByRole('radio', { name: '#E2604F' }).click();
    await paint(page, [0.05, 0.5], [0.15, 0.5]);
    await page.getByRole('button', { name: 'Crop and rotate' }).click();
    await page.getByRole('button', { name: 'Flip horizontal' }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    const saved = page.getByRole('img', { name: /^Reference:/ });
    await saved.waitFor();
    await page.getByRole('region', { name: 'Reference' }).getByText('Edited · 1024×1024').waitFor();
    const at = await saved.evaluate(async (image: HTMLImageElement) => {
      await image.decode();
      const canvas = document.createElement('canvas');
      canvas.width = image.naturalWidth;
      canvas.height = image.naturalHeight;
      const context = canvas.getContext('2d');
      context?.drawImage(image, 0, 0);
      const read = (x: number): number[] => [
        ...(context?.getImageData(Math.round(x * canvas.width), Math.round(canvas.height / 2), 1, 1).data ?? []),
      ];
      return { right: read(0.9), left: read(0.1) };
    });
    expect(at.right).toEqual([0xe2, 0x60, 0x4f, 255]);
    expect(at.left).not.toEqual([0xe2, 0x60, 0x4f, 255]);
  });

  test('undo goes all the way back, redo all the way on, and leaving asks', async () => {
    const page = await studio.open();
    await page.getByLabel('Choose a picture').setInputFiles(samplePicture('night'));
    await page.waitForURL(/\/studio\/[a-z0-9]+$/);
    await openEditor(page);
    const undo = page.getByRole('button', { name: 'Undo' });
    await page.getByRole('button', { name: 'Rotate right' }).click();
    await page.getByRole('button', { name: '1:1' }).click();
    await page.keyboard.press('e');
    await page.keyboard.press('b');
    await paint(page, [0.2, 0.2], [0.5, 0.5]);
    await page.keyboard.press('f');
    const surface = page.getByRole('application', { name: 'Click where to fill' });
    await surface.click();
    await expect.poll(() => surface.getAttribute('aria-busy')).toBe('false');
    for (let step = 0; step < 4; step += 1) await page.keyboard.press('Control+z');
    await expect.poll(() => undo.isDisabled()).toBe(true);
    for (let step = 0; step < 4; step += 1) await page.keyboard.press('Control+Shift+z');
    await expect.poll(() => page.getByRole('button', { name: 'Redo' }).isDisabled()).toBe(true);
    await page.keyboard.press('Escape');
    await page
      .getByRole('dialog', { name: 'Leave without saving?' })
      .getByRole('button', { name: 'Go on editing' })
      .click();
    await page.getByRole('button', { name: 'Close the editor' }).click();
    await page.getByRole('button', { name: 'Leave', exact: true }).click();
    await page.getByRole('region', { name: 'Timeline' }).waitFor();
    await group(page, 'Reference').getByText('1 of 1').waitFor();
  });

  test('fix a part with the mask and rerun: outside it nothing changes, lanes are stale, the old one stays', async () => {
    const page = await studio.open();
    await page.getByLabel('Choose a picture').setInputFiles(samplePicture('meadow'));
    await page.waitForURL(/\/studio\/[a-z0-9]+$/);
    await page.getByRole('button', { name: /^Draft:/ }).click();
    await page.getByRole('textbox', { name: 'Prompt' }).fill('slow zoom in');
    await group(page, 'Keyframes').getByRole('button', { name: 'Rerun' }).click();
    await laneIs(page, 'Keyframes', 'current');

    await openEditor(page);
    await page.getByRole('button', { name: 'Mask', exact: true }).click();
    const panel = page.getByRole('complementary', { name: 'Mask' });
    const regenerate = panel.getByRole('button', { name: 'Regenerate inside the mask' });
    await panel.getByText('Paint over what should change first.').waitFor();
    expect(await regenerate.isDisabled()).toBe(true);
    await paint(page, [0.25, 0.3], [0.4, 0.3]);
    await panel.getByRole('button', { name: 'Erase' }).click();
    await paint(page, [0.2, 0.3], [0.45, 0.3]);
    await panel.getByText('Paint over what should change first.').waitFor();
    await page.keyboard.press('Control+z');
    await panel.getByRole('button', { name: 'Invert' }).click();
    await panel.getByRole('button', { name: 'Invert' }).click();
    expect(await seriousFaults(page)).toEqual([]);

    await panel.getByRole('textbox', { name: 'Prompt' }).fill('a red hot-air balloon on a meadow by day');
    await panel.getByRole('textbox', { name: 'Seed' }).fill('5');
    await regenerate.click();
    const result = page.getByRole('img', { name: 'The regenerated picture' });
    await result.waitFor(aJob);
    expect(await seriousFaults(page)).toEqual([]);
    const changed = await changedShare(result);
    expect(changed.outside).toBe(0);
    expect(changed.inside).toBeGreaterThan(0.5);

    // A click on it shows the picture again; the same asked for again is known, and not made twice.
    const results = panel.getByRole('group', { name: 'Results' });
    await results.getByRole('button', { name: 'Result 1, seed 5' }).click();
    await expect.poll(() => result.count()).toBe(0);
    await regenerate.click();
    await result.waitFor(aJob);
    expect(await results.getByRole('button').count()).toBe(1);
    await page.getByRole('button', { name: 'Use this picture' }).click();

    await page.getByRole('region', { name: 'Reference' }).getByText('Edited · 1024×1024').waitFor();
    await group(page, 'Reference').getByText('2 of 2').waitFor();
    await laneIs(page, 'Keyframes', 'stale');
    await page.getByRole('button', { name: 'Rerun stale lanes' }).click();
    await laneIs(page, 'Keyframes', 'current');
    await group(page, 'Reference').getByRole('button', { name: 'Earlier Reference take' }).click();
    await page.getByRole('region', { name: 'Reference' }).getByText('Imported · 1024×1024').waitFor();
    await laneIs(page, 'Keyframes', 'current');
  });

  test('a mask over an edited picture starts from the edit; leaving while it runs brings the result to the studio', async () => {
    const page = await studio.open();
    await page.getByLabel('Choose a picture').setInputFiles(samplePicture('bay'));
    await page.waitForURL(/\/studio\/[a-z0-9]+$/);
    await openEditor(page);
    await page.getByRole('button', { name: '16:9' }).click();
    await page.getByRole('button', { name: 'Mask', exact: true }).click();
    const panel = page.getByRole('complementary', { name: 'Mask' });
    await paint(page, [0.5, 0.5], [0.6, 0.5]);
    await panel.getByRole('textbox', { name: 'Prompt' }).fill('a sailboat by the sea at dusk');
    await panel.getByRole('button', { name: 'Regenerate inside the mask' }).click();
    await panel.getByRole('progressbar', { name: 'Generation progress' }).waitFor();
    await page.getByRole('button', { name: 'Close the editor' }).click();
    await page.getByRole('region', { name: 'Timeline' }).waitFor();
    // The imported picture, the crop, and the crop with its part drawn anew.
    await group(page, 'Reference').getByText('3 of 3').waitFor(aJob);
    await page.getByRole('region', { name: 'Reference' }).getByText('Edited · 1024×576').waitFor();
  });
});

/** The share of pixels that differ from the edited picture, inside the painted mask and outside it. */
async function changedShare(result: Locator): Promise<{ inside: number; outside: number }> {
  return result.evaluate(async (image: HTMLImageElement) => {
    await image.decode();
    const base = document.querySelector<HTMLCanvasElement>('canvas[aria-label="The picture"]');
    const mask = document.querySelectorAll('canvas')[2];
    if (!base || !mask) throw new Error('no picture or mask on the page');
    const { width, height } = base;
    const pixels = (source: CanvasImageSource): Uint8ClampedArray => {
      const canvas = new OffscreenCanvas(width, height);
      const context = canvas.getContext('2d');
      context?.drawImage(source, 0, 0);
      return context?.getImageData(0, 0, width, height).data ?? new Uint8ClampedArray();
    };
    const [before, after, tint] = [pixels(base), pixels(image), pixels(mask)];
    const count = { inside: 0, outside: 0, changedInside: 0, changedOutside: 0 };
    for (let at = 0; at < before.length; at += 4) {
      const differs = [0, 1, 2].some((channel) => before[at + channel] !== after[at + channel]);
      // The rim of the painted circle is antialiased: what is half under it belongs to neither side.
      if (tint[at + 3] === 255) {
        count.inside += 1;
        count.changedInside += Number(differs);
      } else if (tint[at + 3] === 0) {
        count.outside += 1;
        count.changedOutside += Number(differs);
      }
    }
    return { inside: count.changedInside / count.inside, outside: count.changedOutside / count.outside };
  });
}
