import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import type { ServedFile } from './files.ts';

const mimeTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

/** The built page as it lies on disk. */
export interface StaticFiles {
  /** index.html with the marker for the nonce still in it. */
  readonly index: string;
  /** By address, e.g. `/assets/index-Bx3c.js`. */
  readonly files: ReadonlyMap<string, ServedFile>;
}

/**
 * Lists the built page once. Addresses are looked up in this list and never turned into paths, so there is no path to escape.
 * Files of a kind not in the table above are not served.
 */
async function readStaticFiles(folder: string): Promise<StaticFiles> {
  const files = new Map<string, ServedFile>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const mime = mimeTypes[extname(entry.name)];
    if (!entry.isFile() || mime === undefined) continue;
    const { size, mtimeMs } = await stat(path);
    const address = `/${relative(folder, path).split(sep).join('/')}`;
    // Vite puts a hash of the content into the names under assets/.
    const hashed = address.startsWith('/assets/');
    files.set(address, {
      path,
      mime,
      sizeBytes: size,
      etag: `"${createHash('sha256').update(`${address} ${size} ${mtimeMs}`).digest('hex').slice(0, 24)}"`,
      cacheControl: hashed ? 'public, max-age=31536000, immutable' : 'no-cache',
    });
  }
  files.delete('/index.html');
  return { index: await readFile(join(folder, 'index.html'), 'utf8'), files };
}

/** Reads the list again when the page was rebuilt. */
export function watchStaticFiles(folder: string): () => Promise<StaticFiles> {
  let known: { builtAt: number; files: Promise<StaticFiles> } | null = null;
  return async () => {
    const builtAt = (await stat(join(folder, 'index.html'))).mtimeMs;
    if (known?.builtAt !== builtAt) known = { builtAt, files: readStaticFiles(folder) };
    return known.files;
  };
}
