import Database from 'better-sqlite3';
import { z } from 'zod';
import { StudioError } from '../contract/errors.ts';

export type SqlValue = string | number | null;
export type SqlParameters = Readonly<Record<string, SqlValue>>;

/** The open file itself; only this folder sees it. */
export type SqliteFile = Database.Database;

/** Opens a database file with the pragmas every connection of the library uses. */
export function openSqlite(path: string, options: { readonly?: boolean } = {}): SqliteFile {
  const file = new Database(path, { readonly: options.readonly ?? false, timeout: 5_000 });
  try {
    file.pragma('foreign_keys = ON');
    if (!options.readonly) {
      file.pragma('journal_mode = WAL');
      // Writes are few and must survive a power cut: NORMAL can lose the last commits in WAL mode.
      file.pragma('synchronous = FULL');
    }
    return file;
  } catch (error) {
    file.close();
    throw error;
  }
}

/** Reads rows; every row is parsed before it is believed. */
export class ReadHandle {
  readonly #file: SqliteFile;
  readonly #statements = new Map<string, Database.Statement<[SqlParameters]>>();

  constructor(file: SqliteFile) {
    this.#file = file;
  }

  /** The first row, or undefined. @throws StudioError library-damaged when the row is not what the schema says. */
  one<T>(schema: z.ZodType<T>, sql: string, parameters: SqlParameters = {}): T | undefined {
    const row = translate(() => this.statement(sql).get(parameters));
    return row === undefined ? undefined : parseRow(schema, row);
  }

  all<T>(schema: z.ZodType<T>, sql: string, parameters: SqlParameters = {}): T[] {
    return translate(() => this.statement(sql).all(parameters)).map((row) => parseRow(schema, row));
  }

  protected statement(sql: string): Database.Statement<[SqlParameters]> {
    const known = this.#statements.get(sql);
    if (known) return known;
    const fresh = this.#file.prepare<[SqlParameters]>(sql);
    this.#statements.set(sql, fresh);
    return fresh;
  }
}

/** Reads and writes. Functions that only read ask for a `ReadHandle`, so that none of them can write by mistake. */
export class WriteHandle extends ReadHandle {
  readonly #file: SqliteFile;

  constructor(file: SqliteFile) {
    super(file);
    this.#file = file;
  }

  /** Runs one statement; returns the number of rows it changed. */
  run(sql: string, parameters: SqlParameters = {}): number {
    return translate(() => this.statement(sql).run(parameters)).changes;
  }

  /** All or nothing. Keep it short: the event loop waits for it. */
  transaction<T>(work: () => T): T {
    return translate(() => this.#file.transaction(work).immediate());
  }
}

function parseRow<T>(schema: z.ZodType<T>, row: unknown): T {
  const parsed = schema.safeParse(row);
  if (parsed.success) return parsed.data;
  throw new StudioError(
    'library-damaged',
    `The library holds a row that cannot be read (${z.prettifyError(parsed.error).replaceAll('\n', ' ')}). ` +
      'Start the studio again: it checks the library and repairs it from a backup.',
  );
}

function translate<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw sqliteError(error);
  }
}

/** SQLite's failures in the studio's words; anything else passes unchanged. */
function sqliteError(error: unknown): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  if (error.code === 'SQLITE_FULL') {
    return new StudioError('disk-full', 'The disk is full: nothing was changed. Free some space and try again.', {
      cause: error,
    });
  }
  if (error.code.startsWith('SQLITE_CORRUPT') || error.code === 'SQLITE_NOTADB') {
    return new StudioError(
      'library-damaged',
      'The library file is damaged. Start the studio again: it repairs the library from a backup.',
      { cause: error },
    );
  }
  if (error.code.startsWith('SQLITE_READONLY') || error.code === 'SQLITE_CANTOPEN') {
    return new StudioError('home-not-writable', 'The library cannot be written. Check the rights of the home folder.', {
      cause: error,
    });
  }
  return error;
}
