import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { aJob, generateFromGallery, samplePicture, seriousFaults, testStudio } from './support.ts';

const studio = testStudio();
const list = (page: Page) => page.getByRole('list', { name: 'Projects' });
const named = (page: Page, name: string) => list(page).getByRole('link', { name, exact: true });
const choose = async (page: Page, name: string, item: string): Promise<void> => {
  await named(page, name).hover();
  await page.getByRole('button', { name: `More for ${name}`, exact: true }).click();
  await page.getByRole('menuitem', { name: item }).click();
};
const pick = (page: Page, name: string, buffer: Buffer) =>
  page.getByLabel('Choose a picture').setInputFiles({ name, mimeType: '', buffer });
const gallery = (page: Page) => page.getByRole('link', { name: 'Gallery', exact: true }).first().click();

/** Drops files on the page as a hand would, whatever screen it shows. */
async function drop(page: Page, files: readonly { name: string; bytes: Buffer }[]): Promise<void> {
  const sent = files.map(({ name, bytes }) => ({ name, base64: bytes.toString('base64') }));
  await page.evaluate((all) => {
    const dataTransfer = new DataTransfer();
    for (const { name, base64 } of all) {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      dataTransfer.items.add(new File([bytes], name));
    }
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
  }, sent);
}

describe('files in the gallery', () => {
  test('ten dropped at once become a project each, and what cannot is named', async () => {
    const page = await studio.open();
    const picture = await readFile(samplePicture('bay'));
    const files = Array.from({ length: 8 }, (_, index) => ({ name: `harbour ${index + 1}.jpg`, bytes: picture }));
    await drop(page, [
      ...files,
      { name: 'notes.txt', bytes: Buffer.from('words') },
      { name: 'empty.png', bytes: Buffer.alloc(0) },
    ]);
    await page.getByText(/8 files became projects, of 10\. “notes\.txt” is neither a picture/).waitFor(aJob);
    await expect.poll(() => list(page).getByRole('link').count()).toBe(8);
  });

  test('an empty one, a huge one and a film of someone else’s are refused in words and leave nothing', async () => {
    const page = await studio.open();
    await named(page, 'harbour 1').waitFor();
    await pick(page, 'empty.png', Buffer.alloc(0));
    await page.getByRole('alert').getByText('“empty.png” is empty: it has 0 bytes.').waitFor();
    const huge = join(studio.home, 'tmp', 'film.mp4');
    const file = await open(huge, 'w');
    await file.write(Buffer.from('\0\0\0\x08ftyp\0\0\0\x01mdat\0\0\0\x01\0\0\0\0', 'latin1'));
    await file.truncate(4 * 1024 ** 3);
    await file.close();
    await page.getByLabel('Choose a picture').setInputFiles(huge);
    await page.getByRole('alert').getByText('There is no recipe in this file').waitFor();
    await pick(page, 'broken.stillmotion', Buffer.from('not an archive '.repeat(100)));
    await page.getByRole('alert').getByText('The project was not imported', { exact: true }).waitFor();
    await expect.poll(() => list(page).getByRole('link').count()).toBe(8);
    await page.getByRole('link', { name: 'Bin' }).click();
    await page.getByText('The bin is empty', { exact: true }).waitFor();
  });

  test('tags are given, filter, are searched, and go', async () => {
    const page = await studio.open();
    await choose(page, 'harbour 1', 'Tags…');
    const field = page.getByRole('textbox', { name: 'New tag' });
    for (const tag of ['client', 'למסירה']) {
      await field.fill(tag);
      await field.press('Enter');
    }
    await page.getByRole('group', { name: 'Tags' }).getByRole('button', { name: 'למסירה', pressed: true }).waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Done' }).click();
    await choose(page, 'harbour 2', 'Tags…');
    await page.getByRole('group', { name: 'Tags' }).getByRole('button', { name: 'client' }).click();
    await page.getByRole('button', { name: 'Done' }).click();

    await page.getByRole('button', { name: 'Tags' }).click();
    await page.getByRole('menuitemcheckbox', { name: /client/ }).click();
    await page.keyboard.press('Escape');
    await expect.poll(() => list(page).getByRole('link').count()).toBe(2);
    expect(await seriousFaults(page)).toEqual([]);
    await page.getByRole('searchbox', { name: 'Search projects' }).fill('למ');
    await expect.poll(() => list(page).getByRole('link').count()).toBe(1);
    await page.getByRole('searchbox', { name: 'Search projects' }).fill('"); DROP TABLE projects; --');
    await page.getByText(/Nothing matches/).waitFor();
    await page.getByRole('button', { name: 'Show all projects' }).click();
    await expect.poll(() => list(page).getByRole('link').count()).toBe(8);

    await choose(page, 'harbour 2', 'Tags…');
    await page.getByRole('group', { name: 'Tags' }).getByRole('button', { name: 'client', pressed: true }).click();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('button', { name: 'Tags' }).click();
    await page.getByRole('menuitemcheckbox', { name: /client 1/ }).waitFor();
  });

  test('a project leaves as one file and comes back as another project', async () => {
    const page = await studio.open();
    await named(page, 'harbour 1').waitFor();
    const download = page.waitForEvent('download');
    await choose(page, 'harbour 1', 'Export as one file');
    const file = await download;
    expect(file.suggestedFilename()).toBe('harbour 1.stillmotion');
    const path = join(studio.home, 'tmp', 'harbour 1.stillmotion');
    await file.saveAs(path);
    await page.getByLabel('Project file').setInputFiles(path);
    await page.waitForURL(/\/studio\/[a-z0-9]+$/);
    await expect.poll(() => page.getByRole('textbox', { name: 'Project name' }).inputValue()).toBe('harbour 1');
    await gallery(page);
    await expect.poll(() => named(page, 'harbour 1').count()).toBe(2);

    const bytes = await readFile(path);
    bytes[Math.floor(bytes.length * 0.8)] = (bytes[Math.floor(bytes.length * 0.8)] ?? 0) ^ 1;
    await drop(page, [{ name: 'altered.stillmotion', bytes }]);
    await page.getByText(/This project file cannot be used: a file in it has been altered/).waitFor();
    await expect.poll(() => named(page, 'harbour 1').count()).toBe(2);
  });

  test('an exported clip shows how it was made when it is dropped, and is made again', async () => {
    const page = await studio.open();
    await generateFromGallery(page, 'a lighthouse among red flowers at dusk');
    await gallery(page);
    const card = list(page).getByRole('listitem').filter({ hasText: 'a lighthouse among red flowers' }).first();
    await card.getByText('4 takes').waitFor(aJob);
    const media = await page.evaluate(async () => {
      const post = async (name: string, input: object) => {
        const headers = { 'content-type': 'application/json' };
        const answer = await fetch(`/api/call/${name}`, { method: 'POST', headers, body: JSON.stringify(input) });
        return (await answer.json()).value;
      };
      const { projects } = await post('projects.list', { search: 'lighthouse' });
      const { takes } = await post('projects.get', { projectId: projects[0].id });
      const take = takes.find(({ stage }: { stage: string }) => stage === 'i2v');
      return (await post('exports.run', { takeId: take.id, format: 'gif' })).media as string;
    });
    const bytes = await page.evaluate(
      async (ref) => [...new Uint8Array(await (await fetch(`/media/${ref}`)).arrayBuffer())],
      media,
    );
    await page.getByRole('link', { name: 'Queue', exact: true }).click();
    await drop(page, [{ name: 'from a friend.gif', bytes: Buffer.from(bytes) }]);
    const dialog = page.getByRole('dialog', { name: 'How “from a friend” was made' });
    await dialog.getByText('a lighthouse among red flowers at dusk').waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Make it again' }).click();
    await page.waitForURL(/\/studio\/[a-z0-9]+$/);
    await expect
      .poll(() => page.getByRole('textbox', { name: 'Prompt', exact: true }).inputValue(), aJob)
      .toBe('a lighthouse among red flowers at dusk');
    await gallery(page);
    const again = list(page).getByRole('listitem').filter({ hasText: 'from a friend' });
    await again.getByText('2 takes').waitFor(aJob);
  });

  test('a project whose clip is being made is thrown away after one question', async () => {
    const page = await studio.open();
    await generateFromGallery(page, 'snow over the hills', 'Paper');
    await gallery(page);
    await choose(page, 'snow over the hills', 'Move to bin');
    const dialog = page.getByRole('dialog', { name: 'This project is being worked on' });
    expect(await seriousFaults(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Cancel the clip and move to bin' }).click();
    await named(page, 'snow over the hills').waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Bin' }).click();
    await page.getByRole('button', { name: 'Restore snow over the hills' }).waitFor();
  });

  test('a start that is refused leaves nothing, not even in the bin', async () => {
    const page = await studio.open();
    await named(page, 'harbour 1').first().waitFor();
    const before = await list(page).getByRole('link').count();
    await pick(page, 'broken.jpg', Buffer.from('this is no picture'));
    await page.getByRole('alert').getByText('This is not a picture that can be read', { exact: true }).waitFor();
    await expect.poll(() => list(page).getByRole('link').count()).toBe(before);
    await page.getByRole('link', { name: 'Bin' }).click();
    await page.getByRole('button', { name: 'Restore snow over the hills' }).waitFor();
    expect(await list(page).getByRole('listitem').count()).toBe(1);
  });
});
