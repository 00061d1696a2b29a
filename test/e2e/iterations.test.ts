import type { Locator, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { aJob, generateFromGallery, samplePicture, seriousFaults, testStudio } from './support.ts';

const studio = testStudio();

const takes = (page: Page): Locator => page.getByRole('list', { name: 'Takes', exact: true });
const take = (page: Page, name: string): Locator =>
  takes(page).getByRole('button', { name: new RegExp(`^${name}(,|$)`) });
const lane = (page: Page, name: string): Locator =>
  page.getByRole('region', { name: 'Timeline' }).getByRole('group', { name, exact: true });
const prompt = (page: Page): Locator => page.getByRole('textbox', { name: 'Prompt', exact: true });
const cells = (page: Page): Locator =>
  page.getByRole('list', { name: 'Takes of this sweep' }).getByRole('button', { name: /^Motion strength/ });

async function openSweeps(page: Page, item: RegExp): Promise<void> {
  await page.getByRole('button', { name: 'Sweeps' }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

describe('iterating', () => {
  test('on a prompt: vary, star, note, tell apart, sweep one setting, and find it all again', async () => {
    const page = await studio.open();
    const first = 'a windmill among flowers, warm dusk light';
    await generateFromGallery(page, first);
    await take(page, 'Smooth take 1').waitFor(aJob);

    // Vary: two more of the keyframes, from the keyboard.
    await page.getByRole('combobox', { name: /^Variations/ }).click();
    await page.getByRole('option', { name: '2 variations' }).click();
    await take(page, 'Smooth take 1').focus();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    expect(await take(page, 'Keyframes take 1').evaluate((row) => row === document.activeElement)).toBe(true);
    await page.keyboard.press('m');
    await take(page, 'Keyframes take 3').waitFor(aJob);
    await page.getByRole('progressbar', { name: 'Generation progress' }).waitFor({ state: 'detached' });

    // The best of them gets a star and a word.
    await take(page, 'Keyframes take 2').focus();
    await page.keyboard.press('s');
    await takes(page)
      .getByRole('button', { name: /^Keyframes take 2, .*starred$/ })
      .waitFor();
    await page.keyboard.press('n');
    await page.getByRole('textbox', { name: 'Note' }).fill('sails turn well, for Amelie');
    await page.keyboard.press('Enter');
    await takes(page).getByText('sails turn well, for Amelie').waitFor();
    await page.getByRole('button', { name: 'Starred only' }).click();
    await expect.poll(() => takes(page).getByRole('listitem').count()).toBe(1);
    await page.getByRole('button', { name: 'Starred only' }).click();
    expect(await seriousFaults(page)).toEqual([]);

    // Other words, and what that changed.
    const second = 'a windmill among tulips, cold dawn light';
    await prompt(page).fill(second);
    await lane(page, 'Reference').getByRole('button', { name: 'Rerun' }).click();
    await take(page, 'Reference take 2').waitFor(aJob);
    await lane(page, 'Reference').getByText('2 of 2').waitFor();
    await take(page, 'Reference take 1').click({ modifiers: ['Shift'] });
    const differences = page.getByRole('dialog', { name: 'Differences' });
    expect(await differences.getByRole('deletion').allInnerTexts()).toEqual(['flowers, warm dusk']);
    expect(await differences.getByRole('insertion').allInnerTexts()).toEqual(['tulips, cold dawn']);
    expect(await seriousFaults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await take(page, 'Keyframes take 2').focus();
    await page.keyboard.press('d');
    await differences.getByRole('rowheader', { name: 'Motion strength' }).waitFor();
    await page.keyboard.press('Escape');

    // The words of before are one key away, and what was being written comes back.
    await prompt(page).fill('half a thought');
    for (const [key, text] of [
      ['Alt+ArrowUp', second],
      ['Alt+ArrowUp', first],
      ['Alt+ArrowUp', first],
      ['Alt+ArrowDown', second],
      ['Alt+ArrowDown', 'half a thought'],
    ] as const) {
      await prompt(page).press(key);
      expect(await prompt(page).inputValue()).toBe(text);
    }
    await page.getByRole('button', { name: 'Earlier prompts' }).click();
    await page.getByRole('menuitem', { name: first }).click();
    expect(await prompt(page).inputValue()).toBe(first);

    // One setting, several values.
    await take(page, 'Keyframes take 1').click();
    await lane(page, 'Keyframes').getByRole('button', { name: 'Keyframes', exact: true }).click();
    await openSweeps(page, /^Sweep one setting of Keyframes/);
    const dialog = page.getByRole('dialog', { name: 'Sweep one setting of Keyframes' });
    await dialog.getByRole('combobox', { name: 'Setting' }).click();
    await page.getByRole('option', { name: 'Motion strength' }).click();
    await dialog.getByRole('slider', { name: 'How many' }).press('Home');
    await dialog.getByText(/^2 new takes/).waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Make 2 takes' }).click();
    // With the take it set out from there are three.
    await expect.poll(() => cells(page).count(), aJob).toBe(3);
    await page
      .getByRole('button', { name: /^Star / })
      .last()
      .click();
    await page.getByRole('button', { name: /^Star /, pressed: true }).waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    const names = await cells(page).evaluateAll((all) => all.map((cell) => cell.getAttribute('aria-label')));

    // Tomorrow.
    await page.reload();
    await takes(page).getByText('sails turn well, for Amelie').waitFor();
    await openSweeps(page, /^Motion strength/);
    await expect
      .poll(() => cells(page).evaluateAll((all) => all.map((cell) => cell.getAttribute('aria-label'))))
      .toEqual(names);
    await cells(page).first().click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await lane(page, 'Keyframes').getByText('4 of 5').waitFor();
    await page.goto(new URL('/', page.url()).href);
    await page.getByRole('searchbox').fill('amelie');
    await expect.poll(() => page.getByRole('list', { name: 'Projects' }).getByRole('listitem').count()).toBe(1);
  });

  test('a sweep of many is stopped as a whole, and a picture of one’s own has no more like it', async () => {
    const page = await studio.open();
    await page.getByLabel('Choose a picture').setInputFiles(samplePicture('bay'));
    await page.waitForURL(/\/studio\/[a-z0-9]+$/);
    await take(page, 'Reference take 1').focus();
    await page.keyboard.press('m');
    await page.getByText('No model made this picture, so there is none like it to make.').waitFor();
    await take(page, 'Reference take 1').click({ button: 'right' });
    const item = page.getByRole('menuitem', { name: /^Differences/ });
    expect(await item.getAttribute('aria-disabled')).toBe('true');
    await page.keyboard.press('Escape');

    await lane(page, 'Keyframes').getByRole('button', { name: 'Keyframes', exact: true }).click();
    await openSweeps(page, /^Sweep one setting of Keyframes/);
    const dialog = page.getByRole('dialog', { name: 'Sweep one setting of Keyframes' });
    await dialog.getByRole('combobox', { name: 'Setting' }).click();
    await page.getByRole('option', { name: 'Seed', exact: true }).click();
    const seeds = dialog.getByRole('textbox', { name: 'Seeds' });
    await seeds.fill('7');
    await dialog.getByText('Choose at least two values.').waitFor();
    expect(await dialog.getByRole('button', { name: /^Make/ }).isDisabled()).toBe(true);
    await seeds.fill('1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18');
    await dialog.getByRole('button', { name: 'Make 16 takes' }).click();
    await page.getByRole('button', { name: 'Cancel what is left' }).click();
    await page.getByText('Stopped. What was finished is kept.').waitFor(aJob);
    await page.getByRole('button', { name: 'Cancel what is left' }).waitFor({ state: 'detached' });
    expect(await seriousFaults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('progressbar', { name: 'Generation progress' }).waitFor({ state: 'detached' });
  });
});
