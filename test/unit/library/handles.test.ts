import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openSqlite, ReadHandle, WriteHandle } from '../../../electron/library/handles.ts';
import { temporaryFolder } from '../../support/studio-fixtures.ts';

describe('database handles', () => {
  it('say that the disk is full, and keep what was there (would catch a half-written transaction)', () => {
    const file = openSqlite(join(temporaryFolder(), 'full.db'));
    file.exec('CREATE TABLE notes (text TEXT)');
    file.pragma('max_page_count = 4');
    const write = new WriteHandle(file);
    const add = (text: string): number => write.run('INSERT INTO notes VALUES ($text)', { text });
    add('kept');
    expect(() =>
      write.transaction(() => {
        add('lost');
        for (let count = 0; count < 100; count++) add('x'.repeat(4000));
      }),
    ).toThrow(expect.objectContaining({ code: 'disk-full' }));
    expect(write.all(z.object({ text: z.string() }), 'SELECT text FROM notes')).toEqual([{ text: 'kept' }]);
    file.close();
  });

  it('parse rows when they are read (would catch a row edited by hand reaching the page)', () => {
    const path = join(temporaryFolder(), 'rows.db');
    const file = openSqlite(path);
    file.exec("CREATE TABLE notes (text TEXT); INSERT INTO notes VALUES ('seven')");
    const read = new ReadHandle(file);
    expect(() => read.one(z.object({ text: z.number() }), 'SELECT text FROM notes')).toThrow(
      expect.objectContaining({ code: 'library-damaged' }),
    );
    file.close();
    // The handle that only reads cannot write, not even by mistake.
    const readOnly = openSqlite(path, { readonly: true });
    expect(() => new WriteHandle(readOnly).run("INSERT INTO notes VALUES ('x')")).toThrow(
      expect.objectContaining({ code: 'home-not-writable' }),
    );
    readOnly.close();
  });
});
