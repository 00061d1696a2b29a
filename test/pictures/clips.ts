import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';

const samples = resolve(import.meta.dirname, '..', '..', 'renderer', 'public', 'samples');
const aJob = { timeout: 900_000 };

const take = (page: Page, name: string) =>
  page.getByRole('list', { name: 'Takes', exact: true }).getByRole('button', { name: new RegExp(`^${name}(,|$)`) });

/** From the gallery: drops a picture, says what should happen in it, and waits for the clip. */
async function animate(page: Page, file: string, prompt: string, preset: 'Draft' | 'Standard'): Promise<void> {
  await page.getByRole('link', { name: 'Gallery', exact: true }).click();
  await page.getByLabel('Choose a picture').setInputFiles(join(samples, file));
  await page.waitForURL(/\/studio\/[a-z0-9]+$/);
  await page.getByRole('textbox', { name: 'Prompt', exact: true }).fill(prompt);
  await page.getByRole('button', { name: new RegExp(`^${preset}:`) }).click();
  await page.getByRole('button', { name: 'Generate', exact: true }).click();
  await take(page, 'Smooth take 1').waitFor(aJob);
}

/** Three small clips and a better one, with variations, a star, a note and a sweep. */
export async function makeClips(page: Page): Promise<void> {
  await animate(page, 'bay.jpg', 'slow drift of clouds, ripples on the water', 'Draft');
  await animate(page, 'night.jpg', 'a gentle zoom in, lights flicker', 'Draft');
  await page.getByRole('link', { name: 'Gallery', exact: true }).click();
  await page
    .getByRole('textbox', { name: 'Prompt' })
    .fill('an old-fashioned windmill surrounded by flowers, warm dusk light');
  await page.getByRole('button', { name: 'Generate', exact: true }).click();
  await page.waitForURL(/\/studio\/[a-z0-9]+$/);
  await take(page, 'Smooth take 1').waitFor(aJob);
  await animate(page, 'meadow.jpg', 'flowers sway in the wind, slow pan to the right', 'Standard');
  await page
    .getByRole('textbox', { name: 'Prompt', exact: true })
    .fill('tall grass and flowers sway in a strong wind, slow zoom in');
  await take(page, 'Keyframes take 1').focus();
  await page.keyboard.press('m');
  await take(page, 'Keyframes take 2').waitFor(aJob);
  await take(page, 'Keyframes take 2').focus();
  await page.keyboard.press('s');
  await page.keyboard.press('n');
  await page.getByRole('textbox', { name: 'Note' }).fill('the calm one, for the opening');
  await page.keyboard.press('Enter');
  await take(page, 'Keyframes take 1').click();
  await page.getByRole('button', { name: 'Sweeps' }).click();
  await page.getByRole('menuitem', { name: /^Sweep one setting/ }).click();
  const dialog = page.getByRole('dialog', { name: /^Sweep one setting/ });
  await dialog.getByRole('combobox', { name: 'Setting' }).click();
  await page.getByRole('option', { name: 'Motion strength' }).click();
  await dialog.getByRole('button', { name: /^Make/ }).click();
  await page.getByRole('list', { name: 'Takes of this sweep' }).waitFor();
  await page.getByRole('button', { name: 'Cancel what is left' }).waitFor({ state: 'detached', ...aJob });
}
