import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { currentLayout } from '../../electron/hosts/layout.ts';
import { hasDisplay } from '../../electron/hosts/server/open-browser.ts';
import { ensureRenderer } from '../../electron/hosts/server/renderer-build.ts';
import { buildProcesses } from '../../scripts/build.ts';

const root = resolve(import.meta.dirname, '../..');
const package_ = join(root, 'node_modules', 'electron');

/** Electron's binary, or why the real app cannot be tested on this machine. */
function findElectron(): { readonly path: string } | { readonly reason: string } {
  const named = join(package_, 'path.txt');
  const path = existsSync(named) ? join(package_, 'dist', readFileSync(named, 'utf8').trim()) : '';
  if (!existsSync(path)) return { reason: 'the Electron binary is not installed' };
  if (!hasDisplay(process.platform, process.env)) return { reason: 'this machine has no screen' };
  return { path };
}

/** The window as electron/preload.ts leaves it. */
interface BridgedWindow {
  readonly stillmotion: { call(name: string, input: unknown): Promise<unknown> };
}

const electron = findElectron();
const reason = 'reason' in electron ? electron.reason : null;

describe.skipIf(reason !== null)(`the real desktop app${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  let home: string;
  let app: ElectronApplication;
  let page: Page;

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'electron-'));
    await ensureRenderer(currentLayout(), () => {});
    await buildProcesses();
    const isRoot = process.getuid?.() === 0;
    app = await _electron.launch({
      executablePath: 'path' in electron ? electron.path : '',
      args: [root, `--home=${home}`, `--user-data-dir=${join(home, 'user-data')}`, ...(isRoot ? ['--no-sandbox'] : [])],
    });
    page = await app.firstWindow();
  });
  afterAll(async () => {
    await app?.close();
    await rm(home, { recursive: true, force: true });
  });

  it('shows the studio at its own address, without a word in the console', async () => {
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await page.reload();
    await page.getByRole('navigation', { name: 'Main' }).waitFor();
    expect(page.url()).toMatch(/^stillmotion:\/\/app\//);
    expect(complaints).toEqual([]);
  });

  it('keeps Node out of the page', async () => {
    const found = await page.evaluate(() =>
      ['require', 'process', 'module', 'Buffer'].filter((name) => name in window),
    );
    expect(found).toEqual([]);
  });

  it('answers through the bridge', async () => {
    const info = await page.evaluate(() => (window as unknown as BridgedWindow).stillmotion.call('host.info', {}));
    expect(info).toEqual({
      ok: true,
      value: { kind: 'electron', canDragOut: true, canSaveAs: true, canChoosePaths: true, canReveal: true },
    });
  });

  it('stays where it is', async () => {
    await page.evaluate(() => {
      window.location.href = 'https://example.org/';
    });
    expect(page.url()).toMatch(/^stillmotion:\/\/app\//);
    expect(await page.evaluate(() => window.open('file:///etc/passwd'))).toBeNull();
  });
});
