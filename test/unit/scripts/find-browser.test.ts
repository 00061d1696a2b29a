import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { findBrowser } from '../../../scripts/find-browser.ts';

it('takes the browser that was chosen, and no other in its place', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'browser-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const chosen = join(folder, 'my-browser');
  await writeFile(chosen, '');
  await writeFile(join(folder, 'chromium'), '');
  expect(findBrowser({ CHROMIUM_PATH: chosen, PATH: folder })).toBe(chosen);
  expect(findBrowser({ CHROMIUM_PATH: join(folder, 'none'), PATH: folder })).toBeNull();
  expect(findBrowser({ PATH: folder })).toBe(join(folder, 'chromium'));
});
