import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { findBrowser } from './find-browser.ts';

/** Makes sure that the tests find a real Chromium: uses the one that is there, else installs one, else says how to. */

function install(): void {
  const isDebian = existsSync('/etc/debian_version') && process.getuid?.() === 0;
  if (isDebian) {
    // libvulkan1 lets Chromium's software renderer stand in for a graphics card in the GPU tests.
    const packages = ['chromium', 'libvulkan1'];
    const isInstalled =
      run('apt-get', ['update', '-qq']) &&
      run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], {
        DEBIAN_FRONTEND: 'noninteractive',
      });
    if (isInstalled) return;
  }
  run(process.execPath, [
    resolve(import.meta.dirname, '../node_modules/playwright-core/cli.js'),
    'install',
    'chromium',
  ]);
}

function run(command: string, args: readonly string[], environment: Record<string, string> = {}): boolean {
  console.error(`> ${[command, ...args].join(' ')}`);
  const { status } = spawnSync(command, args, {
    // stdout is left alone: it belongs to the tests.
    stdio: ['ignore', process.stderr.fd, process.stderr.fd],
    env: { ...process.env, ...environment },
    timeout: 600_000,
  });
  return status === 0;
}

if (process.env.CHROMIUM_PATH && findBrowser() === null) {
  console.error(`CHROMIUM_PATH names no file: ${process.env.CHROMIUM_PATH}`);
  process.exit(1);
}
if (findBrowser() === null) install();
if (findBrowser() === null) {
  console.error(
    'The tests need a Chromium and none could be installed. Install Chromium or Google Chrome, or set CHROMIUM_PATH to its binary.',
  );
  process.exit(1);
}
