import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { aJob, generateFromGallery, samplePicture, seriousFaults, testStudio } from './support.ts';

const studio = testStudio();

describe('the gallery', () => {
  test('the first visit offers a prompt, a place for a picture and three pictures to try', async () => {
    const page = await studio.open();
    await page.getByRole('textbox', { name: 'Prompt' }).waitFor();
    await page.getByLabel('Choose a picture').waitFor({ state: 'attached' });
    await page.getByRole('list', { name: 'Sample pictures' }).getByRole('button').nth(2).waitFor();
    expect(await seriousFaults(page)).toEqual([]);
  });

  test('a prompt becomes a project whose poster moves', async () => {
    const page = await studio.open();
    await generateFromGallery(page, 'a windmill among flowers, warm dusk light');
    await page.getByRole('link', { name: 'Gallery', exact: true }).click();
    const card = page.getByRole('list', { name: 'Projects' }).getByRole('listitem');
    await card.getByText('4 takes').waitFor(aJob);
    await card.getByRole('link').hover();
    await expect
      .poll(() => card.locator('video').evaluate((video: HTMLVideoElement) => video.currentTime), { timeout: 20_000 })
      .toBeGreaterThan(0);
    expect(await seriousFaults(page)).toEqual([]);
  });

  test('a picture that is picked becomes a project of its name', async () => {
    const page = await studio.open();
    await page.getByLabel('Choose a picture').setInputFiles(samplePicture('bay'));
    await page.waitForURL(/\/studio\/[a-z0-9]+$/);
    await expect.poll(() => page.getByRole('textbox', { name: 'Project name' }).inputValue()).toBe('bay');
  });

  test('a picture dropped anywhere becomes a project too', async () => {
    const page = await studio.open();
    await page.getByRole('link', { name: 'Queue', exact: true }).click();
    await page.evaluate(async () => {
      const bytes = await fetch('/samples/night.jpg').then((response) => response.blob());
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([bytes], 'winter walk.jpg', { type: 'image/jpeg' }));
      document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
    });
    await page.waitForURL(/\/studio\/[a-z0-9]+$/);
    await expect.poll(() => page.getByRole('textbox', { name: 'Project name' }).inputValue()).toBe('winter walk');
  });

  test('what is not a picture is refused in words, and leaves nothing in the gallery', async () => {
    const page = await studio.open();
    const list = page.getByRole('list', { name: 'Projects' });
    await list.getByRole('link').first().waitFor();
    const before = await list.getByRole('link').count();
    await page.getByLabel('Choose a picture').setInputFiles({
      name: 'broken.jpg',
      mimeType: 'image/jpeg',
      buffer: Buffer.from('this is no picture'),
    });
    await page.getByRole('alert').getByText('This is not a picture that can be read', { exact: true }).waitFor();
    await expect.poll(() => list.getByRole('link').count()).toBe(before);
  });

  test('rename, favourite, search and sort', async () => {
    const page = await studio.open();
    const list = page.getByRole('list', { name: 'Projects' });
    await list.getByRole('link', { name: 'bay', exact: true }).hover();
    await page.getByRole('button', { name: 'More for bay' }).click();
    await page.getByRole('menuitem', { name: 'Rename' }).click();
    const field = page.getByRole('textbox', { name: 'Project name' });
    await field.fill('Aardvark harbour');
    await field.press('Enter');
    const renamed = list.getByRole('link', { name: 'Aardvark harbour' });
    await renamed.waitFor();

    const card = list.getByRole('listitem').filter({ has: page.getByRole('link', { name: 'Aardvark harbour' }) });
    await renamed.hover();
    await card.getByRole('button', { name: 'Favourite' }).click();
    await page.getByRole('button', { name: 'Favourites', exact: true }).click();
    await expect.poll(() => list.getByRole('link').count()).toBe(1);
    await page.getByRole('button', { name: 'Favourites', exact: true }).click();

    await page.getByRole('searchbox', { name: 'Search projects' }).fill('dusk light');
    await expect.poll(() => list.getByRole('link').count()).toBe(1);
    await page.getByRole('searchbox', { name: 'Search projects' }).fill('100%_nothing');
    await page.getByText(/Nothing matches/).waitFor();
    await page.getByRole('button', { name: 'Show all projects' }).click();

    await page.getByRole('button', { name: /^Sort/ }).click();
    await page.getByRole('menuitem', { name: 'Name' }).click();
    const names = () =>
      list.getByRole('link').evaluateAll((links) => links.map((link) => link.getAttribute('aria-label')));
    await expect.poll(names).toEqual(['a windmill among flowers, warm dusk', 'Aardvark harbour', 'winter walk']);
  });

  test('find last week’s clip: by a word of its prompt or by its date; it opens where it was and plays', async () => {
    await studio.restart(() => {
      const library = new Database(join(studio.home, 'library.db'));
      const lastWeek = Date.now() - 7 * 24 * 3_600_000;
      library
        .prepare("UPDATE projects SET updated_at = ?, created_at = ? WHERE prompt LIKE '%windmill%'")
        .run(lastWeek, lastWeek);
      library.close();
    });
    const page = await studio.open();
    const list = page.getByRole('list', { name: 'Projects' });
    const day = new Date(Date.now() - 7 * 24 * 3_600_000).toLocaleDateString('en-GB', {
      day: 'numeric',
      month: 'short',
    });
    // The newest come first, so it is the last; its date is on the card.
    const card = list.getByRole('listitem').last();
    await card.getByText(day).waitFor();
    await page.getByRole('searchbox', { name: 'Search projects' }).fill('windmill dus');
    await expect.poll(() => list.getByRole('link').count()).toBe(1);
    await card.hover();
    await expect
      .poll(() => card.locator('video').evaluate((video: HTMLVideoElement) => video.currentTime))
      .toBeGreaterThan(0);
    await list.getByRole('link').click();
    await page
      .getByRole('region', { name: 'Timeline' })
      .getByRole('group', { name: 'Smooth' })
      .getByText('current')
      .waitFor();
    await page.getByRole('button', { name: 'Play' }).click();
    await page.getByText(/frame ([2-9]|1\d) of 22/).waitFor();
  });

  test('duplicate, delete, undo; the bin gives back and is emptied', async () => {
    const page = await studio.open();
    const list = page.getByRole('list', { name: 'Projects' });
    const named = (name: string) => list.getByRole('link', { name, exact: true });
    const choose = async (name: string, item: string): Promise<void> => {
      await named(name).hover();
      await page.getByRole('button', { name: `More for ${name}`, exact: true }).click();
      await page.getByRole('menuitem', { name: item }).click();
    };

    await choose('Aardvark harbour', 'Duplicate');
    await named('Aardvark harbour copy').waitFor();

    await choose('Aardvark harbour copy', 'Move to bin');
    await named('Aardvark harbour copy').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await named('Aardvark harbour copy').waitFor();

    await choose('Aardvark harbour copy', 'Move to bin');
    await named('Aardvark harbour copy').waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Bin' }).click();
    await page.getByRole('button', { name: 'Restore Aardvark harbour copy' }).waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Restore Aardvark harbour copy' }).click();
    await page.getByRole('button', { name: 'Restore Aardvark harbour copy' }).waitFor({ state: 'detached' });

    await page.getByRole('link', { name: 'Gallery', exact: true }).first().click();
    await choose('Aardvark harbour copy', 'Move to bin');
    await page.getByRole('link', { name: 'Bin' }).click();
    await page.getByRole('button', { name: 'Empty bin' }).click();
    await page.getByRole('button', { name: 'Delete for good' }).click();
    await page.getByText('The bin is empty', { exact: true }).waitFor();
  });

  test('after a restart of the studio everything is there', async () => {
    await studio.restart();
    const page = await studio.open();
    const list = page.getByRole('list', { name: 'Projects' });
    await list.getByRole('link', { name: 'Aardvark harbour', exact: true }).waitFor();
    await list.getByText('4 takes').waitFor();
  });

  test('a damaged library comes back with every project, and says so', async () => {
    const list = (page: Page) => page.getByRole('list', { name: 'Projects' }).getByRole('listitem');
    const before = await studio.open();
    await list(before).first().waitFor();
    const count = await list(before).count();
    await studio.restart(() => writeFileSync(join(studio.home, 'library.db'), 'not a database '.repeat(5_000)));
    const page = await studio.open();
    const banner = page.getByRole('status', { name: 'Library repair' });
    await banner.getByText(/The library was damaged .* and was (restored|rebuilt) from/).waitFor();
    await expect.poll(() => list(page).count()).toBe(count);
    expect(await seriousFaults(page)).toEqual([]);
    await banner.getByRole('button', { name: 'Dismiss' }).click();
    await banner.getByRole('button').waitFor({ state: 'detached' });
  });
});
