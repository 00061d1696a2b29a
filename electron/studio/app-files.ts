import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';

/** Nearest folder above this module that holds the studio's package.json: the checkout, or the inside of a packed app. */
function appRoot(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

export function appVersion(): string {
  const path = join(appRoot(), 'package.json');
  if (!existsSync(path)) return '0.0.0';
  return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(path, 'utf8'))).version;
}

export function builtInPacksFolder(): string {
  return join(appRoot(), 'native-models', 'packs');
}

/** The engine's entry in this checkout, run by the checkout's own Node where there is one (never by Electron's binary). */
export function checkoutEngineCommand(): { readonly node: string; readonly script: string } {
  const root = appRoot();
  const own = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  return {
    node: existsSync(own) ? own : process.execPath,
    script: join(root, 'electron', 'engine', 'worker.ts'),
  };
}
