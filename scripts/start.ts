import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { hasDisplay } from '../electron/hosts/server/open-browser.ts';

/**
 * `npm start`: the desktop window where it can be had, else the same studio in the browser. Arguments go on to either
 * (--home DIR works in both).
 */

const root = resolve(import.meta.dirname, '..');
const args = process.argv.slice(2);
/** Electron's binary (some 100 MB) is downloaded when it is first asked for; a stalled network must not hold up the start. */
const downloadLimitMilliseconds = 300_000;

/** Path of Electron's binary, or the reason why there is no desktop window. */
function findElectron(): { readonly path: string } | { readonly reason: string } {
  if (!hasDisplay(process.platform, process.env)) return { reason: 'this machine has no screen' };
  if (process.platform === 'linux' && process.getuid?.() === 0) {
    return { reason: 'Electron keeps its sandbox only for ordinary users, and this is root' };
  }
  if (!existsSync(join(root, 'node_modules', 'electron', 'path.txt'))) {
    console.error('Getting Electron, once …');
  }
  const asked = spawnSync(process.execPath, ['-e', 'process.stdout.write("\\n" + require("electron"))'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'ignore'],
    encoding: 'utf8',
    timeout: downloadLimitMilliseconds,
  });
  const path = asked.stdout?.split('\n').at(-1)?.trim() ?? '';
  return asked.status === 0 && existsSync(path) ? { path } : { reason: 'Electron could not be downloaded' };
}

async function startDesktop(electron: string): Promise<number> {
  const { currentLayout } = await import('../electron/hosts/layout.ts');
  const { ensureRenderer } = await import('../electron/hosts/server/renderer-build.ts');
  const { buildProcesses } = await import('./build.ts');
  await ensureRenderer(currentLayout(), console.error);
  await buildProcesses();
  const child = spawn(electron, [root, ...args], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  return new Promise((done, fail) => child.on('error', fail).on('exit', (status) => done(status ?? 1)));
}

const electron = findElectron();
if ('path' in electron) {
  process.exitCode = await startDesktop(electron.path);
} else {
  console.error(`The desktop window is not available (${electron.reason}); the same studio opens in your browser.`);
  const { runProgram } = await import('../electron/hosts/cli/program.ts');
  await runProgram([process.execPath, 'stillmotion', 'serve', '--open', ...args]);
}
