import { describe, expect, test } from 'vitest';
import { aJob, queueJobs, seriousFaults, testStudio } from './support.ts';

const studio = testStudio();

describe('queue, compare, models and settings', () => {
  test('models: every stage has its starter pack, which verifies', async () => {
    const page = await studio.open();
    await page.getByRole('link', { name: 'Models', exact: true }).click();
    for (const name of ['Starter Scenes', 'Starter Motion', 'Starter Refiner', 'Starter Smooth']) {
      await page.getByRole('article', { name }).getByText(/MB|kB/).waitFor();
    }
    const scenes = page.getByRole('article', { name: 'Starter Scenes' });
    expect(await scenes.textContent()).toMatch(/windmill/);
    await scenes.getByRole('button', { name: 'Verify Starter Scenes' }).click();
    await scenes.getByText('Verified', { exact: true }).waitFor();
    expect(await seriousFaults(page)).toEqual([]);
  });

  test('settings: the theme changes at once and is kept; the device says why; memory can be limited', async () => {
    const page = await studio.open();
    await page.getByRole('link', { name: 'Settings', exact: true }).click();
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(await background()).toBe('rgb(15, 16, 18)');
    await page.getByRole('button', { name: 'Light', exact: true }).click();
    await expect.poll(background).toBe('rgb(244, 243, 241)');
    expect(await seriousFaults(page)).toEqual([]);
    await page
      .getByText(/^In use: /)
      .first()
      .waitFor();
    await page.getByText(/Computes in single precision/).waitFor();
    await page.getByText(/Nothing leaves this machine/).waitFor();

    const memory = page.getByRole('combobox', { name: 'Memory' });
    await memory.getByText(/^Automatic: \d+ GB$/).waitFor();
    await memory.click();
    await page.getByRole('option', { name: '2 GB', exact: true }).click();
    await page.reload();
    await memory.getByText('2 GB', { exact: true }).waitFor();
    await memory.click();
    await page.getByRole('option', { name: /^Automatic/ }).click();
    await memory.getByText(/^Automatic/).waitFor();

    const elsewhere = await studio.open({ viewport: { width: 1024, height: 700 } });
    await expect
      .poll(() => elsewhere.evaluate(() => getComputedStyle(document.body).backgroundColor))
      .toBe('rgb(244, 243, 241)');
    await page.getByRole('button', { name: 'System', exact: true }).click();
    await expect.poll(background).toBe('rgb(15, 16, 18)');
  });

  test('queue: jobs run, wait, change places, are cancelled and tried again', async () => {
    const page = await studio.open();
    // While the first one runs, the order of the others can be tried in peace.
    await queueJobs(page, ['a lighthouse at night', 'a sailboat at dawn', 'a house in snow']);
    await page.getByRole('link', { name: 'Queue', exact: true }).click();
    const names = (list: string) =>
      page
        .getByRole('list', { name: list })
        .getByRole('article')
        .evaluateAll((jobs) => jobs.map((job) => job.getAttribute('aria-label')));
    await expect.poll(() => names('Running jobs')).toEqual(['a lighthouse at night']);
    await expect.poll(() => names('Waiting jobs')).toEqual(['a sailboat at dawn', 'a house in snow']);
    await page.getByRole('progressbar', { name: 'Progress of a lighthouse at night' }).waitFor();
    expect(await seriousFaults(page)).toEqual([]);

    await page.getByRole('button', { name: 'Move a house in snow up' }).click();
    await expect.poll(() => names('Waiting jobs')).toEqual(['a house in snow', 'a sailboat at dawn']);

    const cancel = (name: string) => page.getByRole('button', { name: `Cancel ${name}` }).click();
    const retry = (name: string) => page.getByRole('button', { name: `Retry ${name}` });
    await cancel('a sailboat at dawn');
    await retry('a sailboat at dawn').click();
    await expect.poll(() => names('Waiting jobs')).toEqual(['a house in snow', 'a sailboat at dawn']);
    await cancel('a sailboat at dawn');
    await retry('a sailboat at dawn').waitFor();
    await cancel('a lighthouse at night');
    await retry('a lighthouse at night').waitFor();

    const done = page.getByRole('list', { name: 'Finished jobs' }).getByRole('article', { name: 'a house in snow' });
    await done.getByText(/took/).waitFor(aJob);
    await page.getByRole('button', { name: 'Clear list' }).click();
    await page.getByText('Nothing in the queue').waitFor();
  });

  test('compare: two takes play in step and say what differs', async () => {
    const page = await studio.open();
    await page.getByRole('link', { name: 'Compare', exact: true }).click();
    const a = page.getByRole('region', { name: 'Take A' });
    const b = page.getByRole('region', { name: 'Take B' });
    await a.locator('video').waitFor();
    await b.locator('video').waitFor();
    await page.getByRole('button', { name: 'Play' }).click();
    const times = () => page.evaluate(() => [...document.querySelectorAll('video')].map((video) => video.currentTime));
    await expect.poll(async () => Math.min(...(await times()))).toBeGreaterThan(0);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('button', { name: 'One frame on' }).click();
    const [first = 0, second = 0] = await times();
    expect(Math.abs(first - second)).toBeLessThan(1 / 24);
    await page.getByRole('columnheader', { name: 'Different' }).waitFor();
    expect(await seriousFaults(page)).toEqual([]);
  });

  test('the keyboard reaches every screen, and ? lists the shortcuts', async () => {
    const page = await studio.open();
    await page.getByRole('link', { name: 'Queue', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Queue', exact: true }).waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Shortcuts' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog', { name: 'Shortcuts' }).waitFor({ state: 'detached' });
    await page.keyboard.press('g');
    await page.getByRole('heading', { name: 'Projects' }).waitFor();
    await page.keyboard.press('ControlOrMeta+k');
    await page.getByRole('combobox', { name: 'Command' }).fill('mod');
    expect(await seriousFaults(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Models' }).waitFor();
  });
});
