import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { aJob, queueJobs, seriousFaults, testStudio } from './support.ts';

const studio = testStudio();

const namesIn = (page: Page, list: string): Promise<(string | null)[]> =>
  page
    .getByRole('list', { name: list })
    .getByRole('article')
    .evaluateAll((jobs) => jobs.map((job) => job.getAttribute('aria-label')));

describe('the queue', () => {
  test('is paused, put in order by hand and by keys, survives a restart and goes on where it was', async () => {
    let page = await studio.open();
    await queueJobs(page, ['a lighthouse at night', 'a sailboat at dawn', 'a house in snow', 'a balloon']);
    await page.getByRole('link', { name: 'Queue', exact: true }).click();
    const line = (): Promise<(string | null)[]> => namesIn(page, 'Waiting jobs');
    await expect.poll(line).toEqual(['a sailboat at dawn', 'a house in snow', 'a balloon']);

    await page.getByRole('button', { name: 'Pause all' }).click();
    await expect.poll(() => namesIn(page, 'Running jobs')).toEqual([]);
    await expect.poll(line).toEqual(['a lighthouse at night', 'a sailboat at dawn', 'a house in snow', 'a balloon']);
    await page.getByText('4 paused: nothing runs until you resume.').waitFor();
    expect(await seriousFaults(page)).toEqual([]);

    // By keys: the handle keeps the focus wherever its row goes.
    const handle = (name: string) => page.getByRole('button', { name: `Order of ${name}` });
    await handle('a balloon').focus();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    await expect.poll(line).toEqual(['a lighthouse at night', 'a balloon', 'a sailboat at dawn', 'a house in snow']);
    await page.getByText('a balloon is now number 2 of 4 in line').waitFor({ state: 'attached' });
    await page.keyboard.press('End');
    await expect.poll(line).toEqual(['a lighthouse at night', 'a sailboat at dawn', 'a house in snow', 'a balloon']);
    await expect.poll(() => handle('a balloon').evaluate((own) => own === document.activeElement)).toBe(true);

    // By hand; Escape gives up.
    const grip = await handle('a house in snow').boundingBox();
    const top = await page.getByRole('article', { name: 'a lighthouse at night' }).boundingBox();
    if (!grip || !top) throw new Error('the rows are not on the page');
    const take = async (): Promise<void> => {
      await page.mouse.move(grip.x + 8, grip.y + 8);
      await page.mouse.down();
      await page.mouse.move(grip.x + 8, grip.y - 20, { steps: 4 });
      await page.mouse.move(grip.x + 8, top.y, { steps: 8 });
    };
    await take();
    await page.keyboard.press('Escape');
    await page.mouse.up();
    expect(await line()).toEqual(['a lighthouse at night', 'a sailboat at dawn', 'a house in snow', 'a balloon']);
    await take();
    await page.mouse.up();
    await expect.poll(line).toEqual(['a house in snow', 'a lighthouse at night', 'a sailboat at dawn', 'a balloon']);

    await studio.restart();
    page = await studio.open();
    await page.getByRole('link', { name: 'Queue', exact: true }).click();
    await expect.poll(line).toEqual(['a house in snow', 'a lighthouse at night', 'a sailboat at dawn', 'a balloon']);
    await page.getByRole('button', { name: 'Resume a sailboat at dawn' }).click();
    const done = page.getByRole('list', { name: 'Finished jobs' }).getByRole('article', { name: 'a sailboat at dawn' });
    await done.getByText(/took/).waitFor(aJob);
    await expect.poll(line).toEqual(['a house in snow', 'a lighthouse at night', 'a balloon']);
    // What a draft takes is known by now.
    await page
      .getByRole('article', { name: 'a balloon' })
      .getByText(/needs about/)
      .waitFor();
  });
});
