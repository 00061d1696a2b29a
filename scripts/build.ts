import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { build } from 'vite';

/**
 * Builds everything an installed studio runs: the page (dist/renderer), the desktop and command-line entries with the preload
 * bridge (dist/main), and the engine (dist/engine) apart from them, since a plain Node binary must be able to read it.
 */

const root = resolve(import.meta.dirname, '..');

/** Left out of the bundles: Electron itself, and packages whose native parts lie beside their JavaScript. */
export const nativePackages = ['better-sqlite3', 'onnxruntime-node', 'sharp'] as const;

interface Bundle {
  readonly folder: string;
  readonly entries: Readonly<Record<string, string>>;
  readonly format?: 'es' | 'cjs';
}

const bundles: readonly Bundle[] = [
  { folder: 'dist/main', entries: { main: 'electron/main.ts', cli: 'electron/hosts/cli/main.ts' } },
  // A sandboxed preload script must be CommonJS.
  { folder: 'dist/main', entries: { preload: 'electron/preload.ts' }, format: 'cjs' },
  // The device trial runs in a process of its own, started from the file beside the worker.
  {
    folder: 'dist/engine',
    entries: { worker: 'electron/engine/worker.ts', 'probe-child': 'electron/runtime/probe-child.ts' },
  },
];

async function bundle({ folder, entries, format = 'es' }: Bundle): Promise<void> {
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    publicDir: false,
    ssr: { noExternal: true, external: ['electron', ...nativePackages] },
    // For CommonJS packages that end up in an ES module (fluent-ffmpeg asks where it lies).
    ...(format === 'es' ? { define: { __dirname: 'import.meta.dirname' } } : {}),
    build: {
      ssr: true,
      target: 'node24',
      outDir: folder,
      emptyOutDir: false,
      minify: false,
      sourcemap: true,
      rolldownOptions: {
        input: Object.fromEntries(Object.entries(entries).map(([name, path]) => [name, resolve(root, path)])),
        output: {
          format,
          entryFileNames: format === 'cjs' ? '[name].cjs' : '[name].js',
          chunkFileNames: '[name]-[hash].js',
        },
      },
    },
  });
}

/** What runs outside the page. Quick enough to do at every start in a checkout. */
export async function buildProcesses(): Promise<void> {
  for (const folder of ['dist/main', 'dist/engine']) await rm(resolve(root, folder), { recursive: true, force: true });
  for (const each of bundles) await bundle(each);
}

if (import.meta.main) {
  await build({
    root: resolve(root, 'renderer'),
    configFile: resolve(root, 'renderer/vite.config.ts'),
    logLevel: 'warn',
  });
  await buildProcesses();
}
