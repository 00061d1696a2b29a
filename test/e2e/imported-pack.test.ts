import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { importPack } from '../../electron/packs/import/import-pack.ts';
import { architectureNames } from '../../native-models/architectures/registry.ts';
import { tinyVideoModel } from '../support/published-folders.ts';
import { samplePicture, seriousFaults, setNumber, testStudio } from './support.ts';

const studio = testStudio();

describe('a model imported from its published folder', () => {
  test('is listed with what it does, and moves a picture when it is chosen in the Inspector', async () => {
    const packs = join(studio.home, 'packs');
    await mkdir(packs, { recursive: true });
    await importPack({ packs, architectureNames, sources: [tinyVideoModel], name: 'Tiny video' });

    const page = await studio.open();
    await page.getByRole('link', { name: 'Models', exact: true }).click();
    await page.getByRole('list', { name: 'Image to video packs' }).getByText('Tiny video').waitFor();
    const card = page.getByRole('list', { name: 'Text to image packs' }).getByRole('article', { name: 'Tiny video' });
    await card.getByText('text to image, image to video, video to video').waitFor();
    await card.getByText('unknown licence').waitFor();
    expect(await seriousFaults(page)).toEqual([]);

    await page.getByRole('link', { name: 'Gallery', exact: true }).click();
    await page.getByLabel('Choose a picture').setInputFiles(samplePicture('bay'));
    await page.waitForURL(/\/studio\/[a-z0-9]+$/);
    const inspector = page.getByRole('region', { name: 'Inspector' });
    await inspector.getByRole('heading', { name: 'Keyframes', exact: true }).waitFor();
    const model = inspector.getByRole('combobox', { name: 'Model' });
    await model.click();
    await page.getByRole('option', { name: 'Starter Motion' }).click();
    await inspector.getByText('Motion strength').waitFor();
    await model.click();
    await page.getByRole('option', { name: 'Tiny video' }).click();
    for (const name of ['Reference strength', 'Control strength', 'Noise prior', 'Steps', 'Guidance']) {
      await inspector.getByRole('slider', { name, exact: true }).waitFor();
    }
    expect(await inspector.getByText('Motion strength').count()).toBe(0);
    await setNumber(page, 'Size', '64');
    await setNumber(page, 'Keyframes', '4');
    await setNumber(page, 'Steps', '2');
    await setNumber(page, 'Reference strength', '0.85');
    expect(await seriousFaults(page)).toEqual([]);

    // The lane alone: what comes after it is not of interest here.
    const lane = page.getByRole('region', { name: 'Timeline' }).getByRole('group', { name: 'Keyframes', exact: true });
    await lane.getByRole('button', { name: 'Rerun' }).click();
    await lane.getByText('current', { exact: true }).waitFor();
    await inspector.getByText(/ · 4 frames/).waitFor();
    expect(await model.textContent()).toBe('Tiny video');
  });
});
