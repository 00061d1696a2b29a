import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';

const systemNames = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const elsewhere = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** A Chromium to test with: CHROMIUM_PATH, the system's, Playwright's own; null when there is none. */
export function findBrowser(environment: NodeJS.ProcessEnv = process.env): string | null {
  const chosen = environment.CHROMIUM_PATH;
  if (chosen) return existsSync(chosen) ? chosen : null;
  const folders = (environment.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const system = folders.flatMap((folder) => systemNames.map((name) => join(folder, name)));
  return [...system, ...elsewhere, chromium.executablePath()].find((path) => existsSync(path)) ?? null;
}
