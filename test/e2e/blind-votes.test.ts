import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { voteSchema } from '../../electron/contract/votes.ts';
import { aJob, samplePicture, seriousFaults, testStudio } from './support.ts';

const studio = testStudio();

/** The votes as the studio keeps them, oldest first. */
async function keptVotes(page: Page) {
  const answer = await page.evaluate(async () => {
    const response = await fetch('/api/call/votes.list', {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    });
    return response.json();
  });
  return z.object({ value: z.object({ votes: z.array(voteSchema) }) }).parse(answer).value.votes;
}

describe('blind votes', () => {
  test('two seeds are compared without their names, by keys; votes are told, counted, taken back and saved', async () => {
    const page = await studio.open();
    await page.getByLabel('Choose a picture').setInputFiles(samplePicture('bay'));
    await page.waitForURL(/\/studio\/[a-z0-9]+$/);
    await page.getByRole('button', { name: /^Draft:/ }).click();
    await page.getByRole('combobox', { name: /^Variations/ }).click();
    await page.getByRole('option', { name: '2 variations' }).click();
    await page.getByRole('button', { name: 'Generate', exact: true }).click();
    await page
      .getByRole('list', { name: 'Takes', exact: true })
      .getByRole('button', { name: /^Smooth take 2(,|$)/ })
      .waitFor(aJob);

    await page.getByRole('banner').getByRole('link', { name: 'Compare' }).click();
    await page.getByRole('button', { name: 'Blind', exact: true }).click();
    await page.getByText(/^Question 1 of 3/).waitFor();
    // Nothing on the page says which is which.
    expect(await page.getByRole('main').textContent()).not.toMatch(/seed|\d{5,}/i);
    expect(await seriousFaults(page)).toEqual([]);
    await page.keyboard.press('ArrowLeft');
    await page.getByText(/^Question 2 of 3/).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.getByText(/^Question 3 of 3/).waitFor();
    await page.keyboard.press('ArrowRight');

    const told = page.getByText(/^Left was seed \d+, right was seed \d+\.$/);
    await told.waitFor();
    const [vote] = await keptVotes(page);
    if (!vote) throw new Error('The vote was not kept.');
    const [left, right] = vote.firstOnLeft ? (['first', 'second'] as const) : (['second', 'first'] as const);
    expect(vote.answers).toEqual({ quality: left, consistency: 'same', structure: right });
    expect(await told.textContent()).toBe(`Left was seed ${vote[left].seed}, right was seed ${vote[right].seed}.`);

    // A second one, given by mistake, is taken back.
    await page.getByText(/^Question 1 of 3/).waitFor();
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown']) await page.keyboard.press(key);
    await expect.poll(async () => (await keptVotes(page)).length).toBe(2);
    await page.getByRole('button', { name: 'Undo', exact: true }).last().click();
    await expect.poll(async () => (await keptVotes(page)).map(({ id }) => id)).toEqual([vote.id]);

    await page.getByRole('button', { name: '1 vote so far: see the results' }).click();
    await page.getByText(/^Sides are drawn by lot/).waitFor();
    const rows = page.getByRole('table').first().getByRole('row');
    expect(await rows.count()).toBe(2);
    const cells = await rows.last().getByRole('cell').allInnerTexts();
    // One better, one the same, one worse: as good as each other.
    expect(cells.slice(0, 3)).toEqual(['1', '1', '1']);
    expect(cells[3]).toMatch(/^1\.00/);
    await page.getByRole('img', { name: '33 % good, 33 % same, 33 % bad' }).waitFor();
    expect(await seriousFaults(page)).toEqual([]);

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save as CSV' }).click(),
    ]);
    const lines = (await readFile(await download.path(), 'utf8')).trim().split(/\r?\n/);
    expect(lines.slice(1).join('\n')).toContain(String(vote.first.seed));
    expect(lines.slice(1).join('\n')).toContain(String(vote.second.seed));
  });
});
