import { readdirSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Uploads } from '../../../electron/studio/uploads.ts';
import { temporaryFolder } from '../../support/studio-fixtures.ts';

describe('uploads', () => {
  it('that are too large or break off leave nothing behind (would catch temporary files that pile up)', async () => {
    const home = temporaryFolder();
    const uploads = new Uploads(home, home, 1_000_000);
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) yield new Uint8Array(100_000);
    }
    await expect(uploads.accept(endless(), 'big.png')).rejects.toMatchObject({ code: 'picture-too-large' });
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('half');
      throw new Error('connection lost');
    }
    await expect(uploads.accept(broken(), 'half.png')).rejects.toMatchObject({ code: 'internal' });
    await expect(uploads.acceptFile(join(home, 'nothing.png'))).rejects.toMatchObject({ code: 'not-found' });
    writeFileSync(join(home, 'big.png'), Buffer.alloc(1_000_001));
    await expect(uploads.acceptFile(join(home, 'big.png'))).rejects.toMatchObject({ code: 'picture-too-large' });
    expect(readdirSync(join(home, 'uploads'))).toEqual([]);
  });

  it('keep their bytes and a name without folders until they are used', async () => {
    const home = temporaryFolder();
    const uploads = new Uploads(home, home);
    async function* body(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('first ');
      yield Buffer.from('second');
    }
    const { uploadId, sizeBytes } = await uploads.accept(body(), 'C:\\Users\\me\\..\\sea.png');
    expect(sizeBytes).toBe(12);
    const upload = uploads.get(uploadId);
    expect(upload.fileName).toBe('sea.png');
    expect(await readFile(upload.path, 'utf8')).toBe('first second');
    await uploads.remove(uploadId);
    expect(() => uploads.get(uploadId)).toThrow(expect.objectContaining({ code: 'not-found' }));
    expect(readdirSync(join(home, 'uploads'))).toEqual([]);
  });
});
