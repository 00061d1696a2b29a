import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { samplePicture, seriousFaults, testStudio } from './support.ts';

const studio = testStudio();

async function openProject(page: Page): Promise<void> {
  await page.getByLabel('Choose a picture').setInputFiles(samplePicture('bay'));
  await page.waitForURL(/\/studio\/[a-z0-9]+$/);
  await strength(page).waitFor();
}
const strength = (page: Page) => page.getByRole('textbox', { name: /^Motion strength/ });
const presets = async (page: Page) => {
  await page.getByRole('button', { name: 'Your presets' }).click();
  return page.getByRole('dialog', { name: 'Your presets' });
};

describe('presets of one’s own', () => {
  test('share a preset: save it, give it away as a file, use it elsewhere, rename and delete it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'stillmotion-presets-'));
    try {
      const page = await studio.open();
      await openProject(page);
      await page.getByRole('button', { name: /^Standard:/ }).click();
      await strength(page).fill('0.25');
      await strength(page).press('Enter');
      let dialog = await presets(page);
      expect(await seriousFaults(page)).toEqual([]);
      await dialog.getByRole('button', { name: 'Save preset…' }).click();
      await dialog.getByRole('textbox', { name: 'Name' }).fill('Calm sea');
      expect(await seriousFaults(page)).toEqual([]);
      await dialog.getByRole('button', { name: 'Save', exact: true }).click();
      await dialog.getByRole('button', { name: 'Use Calm sea' }).waitFor();
      const download = page.waitForEvent('download');
      await dialog.getByRole('button', { name: 'Save Calm sea as a file' }).click();
      const path = join(folder, (await download).suggestedFilename());
      expect(path).toMatch(/Calm sea\.stillmotion-preset$/);
      await (await download).saveAs(path);
      expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({
        name: 'Calm sea',
        settings: { sizes: 'standard', parameters: { i2v: { motionStrength: 0.25 } } },
      });

      await dialog.getByRole('button', { name: 'Delete Calm sea' }).click();
      await page.getByText('Preset “Calm sea” deleted.').waitFor();
      await dialog.getByRole('button', { name: 'Use Calm sea' }).waitFor({ state: 'detached' });
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Undo', exact: true }).click();

      // Somebody else's studio: it comes in by a drop, under a name that is taken, and is used.
      const other = await studio.open();
      await openProject(other);
      const content = await readFile(path, 'utf8');
      await other.evaluate((text) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([text], 'Calm sea.stillmotion-preset'));
        document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
      }, content);
      await other.getByText('Preset “Calm sea 2” added.').waitFor();
      await other.getByRole('button', { name: /^Draft:/ }).click();
      dialog = await presets(other);
      await dialog.getByRole('button', { name: 'Rename Calm sea 2' }).click();
      await dialog.getByRole('textbox', { name: 'Name of the preset' }).fill('From a friend');
      await other.keyboard.press('Enter');
      await dialog.getByRole('button', { name: 'Use From a friend' }).click();
      await other.getByText('Preset “From a friend” is set.').waitFor();
      await expect.poll(() => strength(other).inputValue()).toBe('0.25');
      expect(await other.getByRole('button', { name: /^Standard:/ }).getAttribute('aria-pressed')).toBe('true');
      await other.getByRole('button', { name: 'Undo', exact: true }).click();
      await expect.poll(() => strength(other).inputValue()).not.toBe('0.25');
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  test('a file that is no preset is refused in words; one that asks for what is not here is used as far as it can be', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'stillmotion-presets-'));
    try {
      const good = {
        ...{ format: 1, app: 'Stillmotion', kind: 'preset', name: 'Odd' },
        settings: {
          sizes: 'draft',
          packs: { v2v: 'elsewhere-refiner' },
          parameters: { i2v: { pan: 0.5, wobble: 3 } },
        },
      };
      const files = {
        later: JSON.stringify({ ...good, format: 9 }),
        wrong: JSON.stringify({ ...good, settings: 7 }),
        words: 'no JSON at all',
        good: JSON.stringify(good),
      };
      const pathOf = (name: string): string => join(folder, `${name}.stillmotion-preset`);
      for (const [name, text] of Object.entries(files)) await writeFile(pathOf(name), text);
      const large = await open(pathOf('large'), 'w');
      await large.truncate(50_000_000);
      await large.close();

      const page = await studio.open();
      await openProject(page);
      const dialog = await presets(page);
      const input = dialog.getByLabel('Preset file');
      const refusals = [
        ['later', 'saved by a later version'],
        ['wrong', '“settings” is not what it should be'],
        ['words', 'it is not JSON'],
        ['large', 'larger than 256 KB'],
      ] as const;
      for (const [name, words] of refusals) {
        await input.setInputFiles(pathOf(name));
        await page.getByText(words).waitFor();
      }
      await input.setInputFiles(pathOf('good'));
      await dialog.getByRole('button', { name: 'Use Odd' }).click();
      await page
        .getByText(
          /“Odd” is set, but not: wobble of Keyframes, model elsewhere-refiner of Refined, which is not installed/,
        )
        .waitFor();
      await page.getByRole('application', { name: /^Pan 0\.50/ }).waitFor();
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
