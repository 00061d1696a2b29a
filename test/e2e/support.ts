import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { findChromium, type RunningServer, startServer } from '../support/serve.ts';

const root = resolve(import.meta.dirname, '..', '..');

/** A picture of the studio's own that tests may use as theirs. */
export const samplePicture = (name: 'bay' | 'meadow' | 'night'): string =>
  join(root, 'renderer', 'public', 'samples', `${name}.jpg`);

/** The whole studio for one test file: real server, real engine, starter packs, a home of its own, real Chromium. */
export interface TestStudio {
  readonly home: string;
  /** Opens the studio as somebody who has the link would. Faults of the page are collected and fail the test. */
  open(options?: BrowserContextOptions): Promise<Page>;
  /** Ends the server and starts it again on the same home; open pages are closed. `meanwhile` runs while it is down. */
  restart(meanwhile?: () => void): Promise<void>;
  /** The same at the same address, with the pages left open. @returns the new link */
  restartBelow(meanwhile: () => Promise<void>): Promise<string>;
  /** Kills the process that draws, as a fault of a driver would. */
  killEngine(): void;
}

/** Call at the top of a test file. `before` runs first and may give the server something in its environment. */
export function testStudio(before: () => Promise<Readonly<Record<string, string>>> = async () => ({})): TestStudio {
  let browser: Browser;
  let home = '';
  let server: RunningServer;
  let environment: Readonly<Record<string, string>> = {};
  let contexts: BrowserContext[] = [];
  let faults: string[] = [];
  let mayBeGone = false;

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'stillmotion-e2e-'));
    environment = await before();
    [server, browser] = await Promise.all([
      startServer(home, environment),
      chromium.launch({
        executablePath: findChromium(),
        args: ['--no-sandbox', '--autoplay-policy=no-user-gesture-required'],
      }),
    ]);
  });
  const closePages = async (): Promise<void> => {
    await Promise.all(contexts.map((context) => context.close()));
    contexts = [];
  };
  afterEach(async ({ task }) => {
    const shown = task.result?.state === 'fail' ? await whatWasThere(contexts, server) : null;
    await closePages();
    const found = faults;
    faults = [];
    mayBeGone = false;
    expect(found, 'errors of the page').toEqual([]);
    // Beside the failure itself: a run elsewhere leaves nothing else to look at.
    if (shown !== null) throw new Error(shown);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    if (home) await rm(home, { recursive: true, force: true });
  });

  return {
    get home() {
      return home;
    },
    async open(options = {}) {
      const context = await browser.newContext({
        viewport: { width: 1440, height: 900 },
        colorScheme: 'dark',
        ...options,
      });
      contexts.push(context);
      context.setDefaultTimeout(60_000);
      const page = await context.newPage();
      page.on('pageerror', (error) => faults.push(error.stack ?? error.message));
      page.on('console', (message) => {
        // A blocked style or script, a React complaint: whatever the browser calls an error.
        // A preview picture vanishes with its job, which may be while it is on its way.
        const isVanishedPreview = message.location().url.includes('/media/preview/');
        const isUnanswered = mayBeGone && message.text().startsWith('Failed to load resource');
        if (message.type() === 'error' && !isVanishedPreview && !isUnanswered) faults.push(message.text());
      });
      await page.goto(server.url);
      await page.getByRole('navigation').waitFor();
      return page;
    },
    async restart(meanwhile) {
      await closePages();
      await server.stop();
      meanwhile?.();
      server = await startServer(home, environment);
    },
    async restartBelow(meanwhile) {
      mayBeGone = true;
      await server.stop();
      await meanwhile();
      server = await startServer(home, environment, server.port);
      return server.url;
    },
    killEngine() {
      const processes = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).trim().split('\n');
      const engine = processes
        .map((line) => line.trim().split(/\s+/))
        .find(([, parent, name]) => Number(parent) === server.pid && name === 'stillmotion-engine-compute');
      if (!engine?.[0]) throw new Error('No engine is running.');
      process.kill(Number(engine[0]), 'SIGKILL');
    },
  };
}

/** Every open page as a screen reader has it, its queue, and what the server said. */
async function whatWasThere(contexts: readonly BrowserContext[], server: RunningServer): Promise<string> {
  const pages = contexts.flatMap((context) => context.pages());
  const screens = await Promise.all(
    pages.map(async (page) => {
      const screen = await page
        .locator('body')
        .ariaSnapshot({ timeout: 5_000 })
        .catch(() => 'no answer');
      const jobs = await page
        .evaluate(() =>
          fetch('/api/call/jobs.list', {
            method: 'POST',
            body: '{}',
            headers: { 'content-type': 'application/json' },
          }).then((answer) => answer.text()),
        )
        .catch(() => 'no answer');
      return `${page.url()}\n${screen}\nJobs: ${jobs}`;
    }),
  );
  return ['What the pages showed:', ...screens, 'What the server said:', server.words].join('\n');
}

/** For waits on a job: an engine gives way to everything else, so on a busy machine it may take minutes. */
export const aJob = { timeout: 480_000 };

/** What axe finds serious or critical on the page, one line each. */
export async function seriousFaults(page: Page): Promise<string[]> {
  // Text half faded in is too weak to read, and a tooltip begins to fade in whenever its time has come, also while axe looks: nothing
  // fades for as long, and what is on its way already ends first.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        .filter((animation) => animation.effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY)
        .map((animation) => animation.finished),
    ),
  );
  const { violations } = await new AxeBuilder({ page }).analyze();
  await page.emulateMedia({ reducedMotion: null });
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map((found) => `${id}: ${found.target.join(' ')} (${found.failureSummary ?? ''})`),
    );
}

/** Types a prompt in the gallery and generates; returns when the studio of the new project is open. */
export async function generateFromGallery(
  page: Page,
  prompt: string,
  preset: 'Draft' | 'Standard' | 'Paper' = 'Draft',
): Promise<void> {
  await page.getByRole('link', { name: 'Gallery', exact: true }).click();
  await page.getByRole('button', { name: /^Preset/ }).click();
  await page.getByRole('menuitem', { name: preset }).click();
  await page.getByRole('textbox', { name: 'Prompt' }).fill(prompt);
  await page.getByRole('button', { name: 'Generate' }).click();
  const refused = page.getByRole('alert');
  await Promise.race([page.waitForURL(/\/studio\/[a-z0-9]+$/), refused.waitFor()]);
  if (await refused.isVisible()) throw new Error(`Generate was refused: ${await refused.textContent()}`);
}

/** Types a number into the inspector, by the keys a person would press: the entry's unit goes when it is entered. */
export async function setNumber(page: Page, name: string, value: string): Promise<void> {
  const inspector = page.getByRole('region', { name: 'Inspector' });
  const entry = inspector.getByRole('textbox', { name: new RegExp(`^${name}, from`) });
  await entry.click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type(value);
  await page.keyboard.press('Enter');
  await expect.poll(() => entry.inputValue()).toMatch(new RegExp(`^${value}\\b`));
}

/**
 * Queues a draft of each prompt, one right after the other. The first one is four times as long as the paper's instead: minutes, however
 * quick the machine is, in which what comes after it can be looked at.
 */
export async function queueJobs(page: Page, prompts: readonly string[]): Promise<void> {
  await page.evaluate(async (all) => {
    for (const [index, prompt] of all.entries()) {
      const size = index === 0 ? { preset: 'paper', parameters: { i2v: { frames: 128 } } } : { preset: 'draft' };
      const generation = { prompt, ...size, seed: null, from: 't2i', to: 'vfi' };
      const answer = await fetch('/api/call/projects.create', {
        method: 'POST',
        body: JSON.stringify({ prompt, generation }),
        headers: { 'content-type': 'application/json' },
      });
      const { ok } = await answer.json();
      if (!ok) throw new Error(`“${prompt}” was refused.`);
    }
  }, prompts);
}
