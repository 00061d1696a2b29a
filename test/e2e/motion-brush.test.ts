import type { Locator, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { aJob, samplePicture, seriousFaults, testStudio } from './support.ts';

const studio = testStudio();

const keyframes = (page: Page): Locator =>
  page.getByRole('region', { name: 'Timeline' }).getByRole('group', { name: 'Keyframes', exact: true });
const keyframesAre = (page: Page, state: string): Promise<void> =>
  keyframes(page).getByText(state, { exact: true }).waitFor(aJob);

describe('the motion brush', () => {
  test('a region and its arrow are painted, kept with the take, taken away, undone, and come back with the take', async () => {
    const page = await studio.open();
    await page.getByLabel('Choose a picture').setInputFiles(samplePicture('bay'));
    await page.waitForURL(/\/studio\/[a-z0-9]+$/);
    const projectId = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    await page.getByRole('button', { name: /^Draft:/ }).click();
    await page.getByRole('button', { name: 'Motion brush', exact: true }).click();
    const box = await page.getByRole('application', { name: /^Motion brush/ }).boundingBox();
    if (!box) throw new Error('nothing to paint on');
    await page.mouse.move(box.x + 0.3 * box.width, box.y + 0.5 * box.height);
    await page.mouse.down();
    await page.mouse.move(box.x + 0.5 * box.width, box.y + 0.5 * box.height, { steps: 6 });
    await page.mouse.up();
    await page.getByRole('button', { name: 'Add in the middle' }).click();
    const regions = page.getByRole('list', { name: 'Painted regions' }).getByRole('listitem');
    expect(await regions.count()).toBe(2);
    await page.getByRole('button', { name: /^Arrow of region 1/ }).focus();
    for (let step = 0; step < 5; step += 1) await page.keyboard.press('ArrowUp');
    expect(await seriousFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Clear', exact: true }).click();
    await expect.poll(() => regions.count()).toBe(0);
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await expect.poll(() => regions.count()).toBe(2);
    await page.getByRole('button', { name: 'Done painting' }).click();

    await keyframes(page).getByRole('button', { name: 'Rerun' }).click();
    await keyframesAre(page, 'current');
    const kept = await page.evaluate(async (id) => {
      const answer = await fetch('/api/call/projects.get', {
        method: 'POST',
        body: JSON.stringify({ projectId: id }),
        headers: { 'content-type': 'application/json' },
      });
      return (await answer.json()).value.takes.find((take: { stage: string }) => take.stage === 'i2v').parameters.brush;
    }, projectId);
    expect(kept).toHaveLength(2);
    expect(kept[0].points.length).toBeGreaterThan(3);
    // Dragged by keyboard to the right and five hundredths up.
    expect(kept[0].arrow.x).toBeGreaterThan(0);
    expect(kept[0].arrow.y).toBeLessThan(-0.03);

    await page.getByRole('button', { name: 'Motion brush', exact: true }).click();
    await page.getByRole('button', { name: 'Remove region 2' }).click();
    await page.getByRole('button', { name: 'Done painting' }).click();
    await keyframesAre(page, 'stale');
    await page
      .getByRole('list', { name: 'Takes' })
      .getByRole('button', { name: /^Keyframes take 1/ })
      .first()
      .click();
    await keyframesAre(page, 'current');
    await page.getByRole('button', { name: 'Motion brush', exact: true }).click();
    expect(await regions.count()).toBe(2);
  });
});
