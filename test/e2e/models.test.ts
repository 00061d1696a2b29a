import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { ModelHub } from '../support/model-hub.ts';
import { publishedCatalogue } from '../support/published-catalogue.ts';
import { aJob, generateFromGallery, seriousFaults, testStudio } from './support.ts';

const unet = 'unet/diffusion_pytorch_model.safetensors';
let folder = '';
let hub: ModelHub;
let base = '';
const studio = testStudio(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stillmotion-hub-'));
  ({ hub, base } = await publishedCatalogue(folder));
  return { STILLMOTION_MODELS_URL: hub.url };
});
afterAll(async () => {
  await hub?.close();
  if (folder) await rm(folder, { recursive: true, force: true });
});

describe('models', () => {
  test('one is installed from the catalogue with a pause and a restart in between, and draws', async () => {
    let page = await studio.open();
    await page.getByRole('link', { name: 'Models', exact: true }).click();
    await page.getByRole('list', { name: 'Catalogue' }).getByRole('listitem').first().waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    // Nothing is asked of anybody until a person presses Install.
    expect(hub.requests).toEqual([]);

    hub.mischief = ({ path }) => (path.endsWith(unet) ? { stallAfter: 200_000 } : undefined);
    await page.getByRole('button', { name: 'Install Stable Diffusion 1.5', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Install Stable Diffusion 1.5?' });
    await dialog.getByText(/MB in \d+ files/).waitFor();
    expect(hub.downloads).toEqual([]);
    expect(await seriousFaults(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Download' }).click();
    const row = () =>
      page
        .getByRole('list', { name: 'Installing' })
        .getByRole('article', { name: 'Stable Diffusion 1.5', exact: true });
    await row()
      .getByText(/\d kB of .* MB/)
      .waitFor();
    await expect.poll(() => hub.downloads.some(({ path }) => path.endsWith(unet))).toBe(true);
    await page.getByRole('button', { name: 'Pause Stable Diffusion 1.5' }).click();
    await row()
      .getByText(/^Paused at/)
      .waitFor();
    expect(await seriousFaults(page)).toEqual([]);

    hub.mischief = () => undefined;
    await studio.restart();
    const asked = hub.requests.length;
    page = await studio.open();
    await page.getByRole('link', { name: 'Models', exact: true }).click();
    await row()
      .getByText(/^Paused at/)
      .waitFor();
    expect(hub.requests.length).toBe(asked);
    await page.getByRole('button', { name: 'Resume Stable Diffusion 1.5' }).click();
    const installed = page
      .getByRole('list', { name: 'Text to image packs' })
      .getByRole('article', { name: 'Stable Diffusion 1.5', exact: true });
    await installed.getByText('Verified', { exact: true }).waitFor();
    await row().waitFor({ state: 'detached' });
    const entry = page
      .getByRole('list', { name: 'Catalogue' })
      .getByRole('article', { name: 'Stable Diffusion 1.5', exact: true });
    await entry.getByText('Installed', { exact: true }).waitFor();
    // The rest alone was fetched.
    expect(hub.requests.slice(asked).find(({ path }) => path.endsWith(unet))?.range).toMatch(/^bytes=[1-9]\d*-$/);

    await generateFromGallery(page, 'a red house');
    const lane = page.getByRole('region', { name: 'Timeline' }).getByRole('group', { name: 'Reference', exact: true });
    await lane.getByText('current', { exact: true }).waitFor(aJob);
    await page.getByRole('link', { name: 'Models', exact: true }).click();
    await installed.getByText('1 take in 1 project', { exact: false }).waitFor();

    // What a job needs stays; then it goes for good.
    const remove = async (): Promise<void> => {
      await installed.getByRole('button', { name: 'Remove Stable Diffusion 1.5' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
    };
    await remove();
    await installed.waitFor({ state: 'detached' });
  });

  test('an install can be given up, and what is wrong with the server is said with a next step', async () => {
    const page = await studio.open();
    await page.getByRole('link', { name: 'Models', exact: true }).click();
    hub.mischief = () => ({ status: 404 });
    await page.getByRole('button', { name: 'Install AnimateDiff v3', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Install AnimateDiff v3?' });
    await dialog.getByText('This model cannot be downloaded').waitFor();
    hub.mischief = ({ path }) => (path.endsWith(unet) ? { stallAfter: 100_000 } : undefined);
    await dialog.getByRole('button', { name: 'Try again' }).click();
    await dialog.getByRole('button', { name: 'Download' }).click();
    await page.getByRole('button', { name: 'Cancel AnimateDiff v3' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel the install' }).click();
    await page.getByRole('list', { name: 'Installing' }).waitFor({ state: 'detached' });
    hub.mischief = () => undefined;
  });

  test('a folder on this machine is looked at, then imported; a wrong path says so', async () => {
    const page = await studio.open();
    await page.getByRole('link', { name: 'Models', exact: true }).click();
    const paths = page.getByRole('textbox', { name: 'Folders and files, one a line' });
    const look = page.getByRole('button', { name: 'Look at it' });
    await paths.fill('/no/such/model');
    await look.click();
    await page
      .getByRole('alert')
      .getByText(/There is no file or folder/)
      .waitFor();
    await paths.fill(base);
    await look.click();
    const dialog = page.getByRole('dialog', { name: 'Import this model?' });
    await dialog.getByText('Does: Text to image').waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await dialog.getByRole('textbox', { name: 'Name' }).fill('My own');
    await dialog.getByRole('button', { name: 'Import', exact: true }).click();
    const card = page.getByRole('list', { name: 'Text to image packs' }).getByRole('article', { name: 'My own' });
    await card.getByText('Verified', { exact: true }).waitFor();
    await card.getByRole('button', { name: 'Verify My own' }).click();
    await page.getByText('My own is whole: every file matches its checksum').waitFor();
  });
});
