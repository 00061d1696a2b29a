import { describe, expect, test } from 'vitest';
import { aJob, generateFromGallery, setNumber, testStudio } from './support.ts';

const studio = testStudio();

describe('when something stops', () => {
  test('the studio: open pages say so, and go on once its new link was opened', async () => {
    const page = await studio.open();
    const banner = page.getByRole('status').filter({ hasText: 'The studio' });
    const link = await studio.restartBelow(async () => {
      await banner.getByText('does not answer. Trying again; nothing is lost.').waitFor();
      // What cannot be done now is refused in words, and the words that were typed stay.
      await page.getByRole('textbox', { name: 'Prompt' }).fill('a lighthouse in the rain');
      await page.getByRole('button', { name: 'Generate' }).click();
      await page.getByRole('alert').getByText('it goes on when the studio is back').waitFor();
      expect(await page.getByRole('textbox', { name: 'Prompt' }).inputValue()).toBe('a lighthouse in the rain');
    });
    // A studio that was started anew knows nobody: its cookie went with the old one.
    await banner.getByText('was started again. Open the link it printed; nothing is lost.').waitFor();
    const other = await page.context().newPage();
    await other.goto(link);
    await other.getByRole('navigation').waitFor();
    await banner.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Generate' }).click();
    await page.waitForURL(/\/studio\/[a-z0-9]+$/);
  });

  test('the engine, in the middle of a job: the job goes on by itself, with all it had finished', async () => {
    const page = await studio.open();
    await generateFromGallery(page, 'a windmill at dusk');
    const lane = (name: string) =>
      page.getByRole('region', { name: 'Timeline' }).getByRole('group', { name, exact: true });
    await lane('Keyframes')
      .getByText(/^running/)
      .waitFor(aJob);
    studio.killEngine();
    await page
      .getByRole('status')
      .getByText('The engine stopped and is starting again. Finished stages are safe.')
      .waitFor();
    await lane('Reference').getByText('current', { exact: true }).waitFor();
    for (const name of ['Keyframes', 'Refined', 'Smooth'])
      await lane(name).getByText('current', { exact: true }).waitFor(aJob);
    // One reference: the stage that was finished was not run again.
    expect(await page.getByRole('list', { name: 'Takes' }).getByRole('listitem').count()).toBe(4);
  });

  test('memory: a stage that takes more than is allowed stops in words, and is made smaller with one press', async () => {
    const page = await studio.open();
    const lane = (name: string) =>
      page.getByRole('region', { name: 'Timeline' }).getByRole('group', { name, exact: true });
    // A draft takes 300 MB, and refining to 1016 px, where the network sees 512 px at most, 550 MB. For 1360 px it sees 1024 px: 1430 MB.
    await page.evaluate(() =>
      fetch('/api/call/settings.update', {
        method: 'POST',
        body: JSON.stringify({ memoryBytes: 900e6 }),
        headers: { 'content-type': 'application/json' },
      }),
    );
    await generateFromGallery(page, 'a lighthouse at night');
    await lane('Smooth').getByText('current', { exact: true }).waitFor(aJob);
    await lane('Refined').click();
    await setNumber(page, 'Size', '1360');
    await lane('Refined').getByRole('button', { name: 'Rerun', exact: true }).click();
    const problem = page.getByRole('alert').filter({ hasText: 'Not enough memory' });
    await problem.getByText('Finished stages are kept.').waitFor(aJob);
    await lane('Keyframes').getByText('current', { exact: true }).waitFor();
    await lane('Refined').getByText('failed', { exact: true }).waitFor();
    await problem.getByRole('button', { name: 'Try at 1016 px' }).click();
    await lane('Refined').getByText('current', { exact: true }).waitFor(aJob);
  });
});
