import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MenuItemConstructorOptions } from 'electron';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, vi } from 'vitest';
import type { Answer, CallInput, CallName, CallOutput } from '../../electron/contract/calls.ts';
import type { Take } from '../../electron/contract/domain.ts';
import type { StudioEvent } from '../../electron/contract/events.ts';
import { currentLayout } from '../../electron/hosts/layout.ts';
import { ensureRenderer } from '../../electron/hosts/server/renderer-build.ts';
import * as electron from './stand-in.ts';

vi.mock('electron', () => import('./stand-in.ts'));

interface Bridge {
  call<N extends CallName>(name: N, input: CallInput<N>): Promise<Answer<CallOutput<N>>>;
  onEvent(listener: (event: StudioEvent) => void): () => void;
}

/** The app's own main and preload scripts, started over the stand-in for Electron with a home of their own. */
export interface RunningApp {
  /** What everything of this app is in; removed at the end. */
  readonly folder: string;
  readonly home: string;
  /** A picture that somebody might open. */
  readonly picture: string;
  readonly bridge: Bridge;
  readonly window: electron.BrowserWindow;
  /** All that the page was told. */
  readonly events: readonly StudioEvent[];
  /** A call that must succeed. */
  value<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>>;
  /** What the app's protocol answers to the page. */
  page(request: Request): Promise<Response>;
  /** A project with the picture as its reference. */
  projectWithPicture(): Promise<{ readonly project: { readonly id: string }; readonly take: Take }>;
}

/** Call at the top of a test file. */
export function runningApp(): RunningApp {
  let folder: string;
  let bridge: Bridge;
  const events: StudioEvent[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'shell-'));
    await sharp({ create: { width: 320, height: 240, channels: 3, background: '#48a' } })
      .png()
      .toFile(app.picture);
    electron.app.switches.set('home', app.home);
    electron.app.paths.set('userData', join(folder, 'user-data'));
    electron.app.paths.set('temp', join(folder, 'temp'));
    await ensureRenderer(currentLayout(), () => {});
    await import('../../electron/main.ts');
    await vi.waitFor(() => expect(electron.Menu.template.length).toBeGreaterThan(0), { timeout: 60_000 });
    await import('../../electron/preload.ts');
    bridge = electron.contextBridge.exposed.get('stillmotion') as Bridge;
    bridge.onEvent((event) => events.push(event));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const app: RunningApp = {
    events,
    get folder() {
      return folder;
    },
    get home() {
      return join(folder, 'home');
    },
    get picture() {
      return join(folder, 'blue bay.png');
    },
    get bridge() {
      return bridge;
    },
    get window() {
      return electron.BrowserWindow.all[0] as electron.BrowserWindow;
    },
    async value(name, input) {
      const answer = await bridge.call(name, input);
      if (!answer.ok) throw new Error(`${name}: ${answer.error.message}`);
      return answer.value;
    },
    async page(request) {
      const handler = electron.protocol.handlers.get('stillmotion');
      if (!handler) throw new Error('The protocol is not handled.');
      return handler(request);
    },
    async projectWithPicture() {
      const request = new Request('stillmotion://app/api/upload?name=bay.png', {
        method: 'POST',
        body: new Uint8Array(await readFile(app.picture)),
      });
      const { value: upload } = (await (await app.page(request)).json()) as { value: { uploadId: string } };
      const project = await app.value('projects.create', { name: 'Bay' });
      const take = await app.value('references.import', { projectId: project.id, uploadId: upload.uploadId });
      return { project, take };
    },
  };
  return app;
}

function menuItem(id: string): MenuItemConstructorOptions {
  const items = electron.Menu.template.flatMap((menu) => (Array.isArray(menu.submenu) ? menu.submenu : []));
  const found = items.find((item) => item.id === id);
  if (!found) throw new Error(`There is no menu item ${id}.`);
  return found;
}
/** Chooses an item of the app's menu. */
export const click = (id: string): void => (menuItem(id).click as () => void)();
