import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { StageId } from '../../electron/contract/geometry.ts';
import type { MethodId } from '../../electron/contract/parameters.ts';

/** A folder of its own for one test; gone when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'stillmotion-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface TestPack {
  readonly id: string;
  readonly stages: readonly StageId[];
  readonly method: MethodId;
  readonly defaults?: Readonly<Record<string, unknown>>;
  readonly limits?: Readonly<Record<string, unknown>>;
  /** Bytes of the weight file: other bytes, other weights hash. */
  readonly weights?: string;
}

/** The components each method needs, all played by one network. */
const roles: Readonly<Record<MethodId, readonly string[]>> = {
  'latent-diffusion': ['textEncoder', 'unet', 'vae', 'motionAdapter'],
  'motion-field': ['motion', 'warp'],
  refiner: ['refiner'],
  interpolation: ['interpolation'],
};

/** Writes a small well-formed pack; its networks have a name of the registry but weights nobody will load. */
export function writePack(parent: string, pack: TestPack, change: Readonly<Record<string, unknown>> = {}): string {
  const folder = join(parent, pack.id);
  const files: Record<string, string> = {
    'net/config.json': '{}',
    'net/model.safetensors': pack.weights ?? `weights of ${pack.id}`,
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const manifest = {
    format: 1,
    id: pack.id,
    name: pack.id.replaceAll('-', ' '),
    version: '1.0.0',
    licence: { name: 'MIT', text: 'Free to use.' },
    source: 'a test',
    summary: 'A pack for tests.',
    stages: pack.stages,
    method: pack.method,
    components: Object.fromEntries(
      roles[pack.method].map((role) => [
        role,
        { architecture: 'Refiner', config: 'net/config.json', weights: ['net/model.safetensors'] },
      ]),
    ),
    tokenizer: 'net',
    scheduler: 'net/config.json',
    defaults: pack.defaults ?? {},
    limits: pack.limits ?? {},
    files: Object.fromEntries(
      Object.entries(files).map(([path, text]) => [
        path,
        { bytes: Buffer.byteLength(text), sha256: createHash('sha256').update(text).digest('hex') },
      ]),
    ),
    ...change,
  };
  writeFileSync(join(folder, 'pack.json'), JSON.stringify(manifest));
  return folder;
}

/** One pack a stage. */
export function writeStagePacks(parent: string): void {
  writePack(parent, { id: 'test-scenes', stages: ['t2i'], method: 'latent-diffusion' });
  writePack(parent, { id: 'test-motion', stages: ['i2v'], method: 'motion-field' });
  writePack(parent, { id: 'test-refiner', stages: ['v2v'], method: 'refiner' });
  writePack(parent, { id: 'test-smooth', stages: ['vfi'], method: 'interpolation' });
}
