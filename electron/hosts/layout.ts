import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Where the parts of the studio lie on disk. */
export interface Layout {
  /** `checkout`: TypeScript run in place; `bundle`: built into dist/main; `packed`: inside an installed desktop app. */
  readonly kind: 'checkout' | 'bundle' | 'packed';
  /** Folder that holds package.json (inside app.asar when packed). */
  readonly root: string;
  /** The built page. */
  readonly renderer: string;
  /** The packs that ship with the studio. */
  readonly packs: string;
  /** A plain Node binary (never Electron's own) and the engine's entry. */
  readonly engine: { readonly node: string; readonly script: string };
  /** Bridge of the desktop window. */
  readonly preload: string;
  /** ffmpeg that ships with a packed app; null where it comes from node_modules or the system. */
  readonly ffmpeg: string | null;
}

export interface LayoutFacts {
  /** Folder of this module, or of the bundle it became part of. */
  readonly moduleDir: string;
  readonly platform: NodeJS.Platform;
  /** Binary running now, used when it is Node itself. */
  readonly execPath: string;
  readonly isElectron: boolean;
  readonly exists: (path: string) => boolean;
}

/** Works out the layout from where the code runs. Pure but for `exists`. */
export function findLayout(facts: LayoutFacts): Layout {
  const { moduleDir, platform } = facts;
  const executable = (name: string): string => (platform === 'win32' ? `${name}.exe` : name);
  const root = resolve(moduleDir, '..', '..');
  if (/app\.asar[\\/]dist[\\/]main$/.test(moduleDir)) {
    const resources = resolve(root, '..');
    return {
      kind: 'packed',
      root,
      renderer: join(root, 'dist', 'renderer'),
      packs: join(resources, 'packs'),
      engine: {
        node: join(resources, 'node', executable('node')),
        // A plain Node binary cannot read inside app.asar: electron-builder.yml unpacks the worker and what it imports.
        script: join(`${root}.unpacked`, 'dist', 'engine', 'worker.js'),
      },
      preload: join(moduleDir, 'preload.cjs'),
      ffmpeg: join(resources, 'ffmpeg', executable('ffmpeg')),
    };
  }
  const kind = /dist[\\/]main$/.test(moduleDir) ? 'bundle' : 'checkout';
  // Run by npx, dependencies may lie beside the package rather than inside it.
  const node = [join(root, 'node_modules'), resolve(root, '..')]
    .map((modules) => join(modules, 'node', 'bin', executable('node')))
    .find(facts.exists);
  if (node === undefined && facts.isElectron) {
    throw new Error('The Node binary of the engine is missing (node_modules/node). Run npm ci again.');
  }
  return {
    kind,
    root,
    renderer: join(root, 'dist', 'renderer'),
    packs: join(root, 'native-models', 'packs'),
    engine: {
      node: node ?? facts.execPath,
      script:
        kind === 'bundle' ? join(root, 'dist', 'engine', 'worker.js') : join(root, 'electron', 'engine', 'worker.ts'),
    },
    preload: join(root, 'dist', 'main', 'preload.cjs'),
    ffmpeg: null,
  };
}

/** The layout of this process. */
export function currentLayout(): Layout {
  return findLayout({
    moduleDir: import.meta.dirname,
    platform: process.platform,
    execPath: process.execPath,
    isElectron: process.versions.electron !== undefined,
    exists: existsSync,
  });
}
