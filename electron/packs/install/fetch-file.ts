import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { StudioError } from '../../contract/errors.ts';
import { type Hub, PassingError } from './http.ts';
import { type HubFile, openFile, type Repository } from './hub.ts';

export interface FetchPorts {
  readonly hub: Hub;
  readonly signal: AbortSignal;
  /** Bytes of this file that are on disk, from 0 to its size; may go back when it starts anew. */
  readonly onBytes: (onDisk: number) => void;
  /** Whether what came is being compared with its checksum. */
  readonly onChecking: (isChecking: boolean) => void;
  /** Asked now and then while bytes come. @throws StudioError disk-full */
  readonly checkRoom: () => Promise<void>;
}

/** Room is asked for again after so many bytes. */
const roomEvery = 64 * 1024 * 1024;

/** What lies beside a file while it comes: its bytes so far, and the validator of the version they belong to. */
export const partOf = (target: string): string => `${target}.part`;
const etagOf = (target: string): string => `${target}.etag`;

/**
 * Brings one file to `target`, going on from what is there. The target appears only when every byte was compared with the checksum.
 * @throws StudioError offline (what came is kept), download-damaged, download-refused, disk-full; ChangedError
 */
export async function fetchFile(
  repository: Repository,
  file: HubFile,
  target: string,
  ports: FetchPorts,
): Promise<void> {
  const isThere = await stat(target).catch(() => null);
  if (isThere?.size === file.sizeBytes) return ports.onBytes(file.sizeBytes);
  await mkdir(dirname(target), { recursive: true });
  if ((await sizeOf(partOf(target))) > file.sizeBytes) await forget(target);
  await patiently(ports, async (progressed) => {
    const before = await sizeOf(partOf(target));
    if (before === file.sizeBytes && before > 0) return;
    try {
      await receive(repository, file, target, ports);
    } finally {
      // A connection that brings something now and then is slow, not gone.
      if ((await sizeOf(partOf(target))) > before) progressed();
    }
  });
  ports.onBytes(file.sizeBytes);
  await accept(file, target, ports);
}

/**
 * Tries again what may only have failed for the moment, each time after a longer pause; progress starts the count anew.
 * @throws StudioError offline when the last attempt fails too
 */
export async function patiently<T>(
  { hub, signal }: Pick<FetchPorts, 'hub' | 'signal'>,
  attempt: (progressed: () => void) => Promise<T>,
): Promise<T> {
  for (let failures = 0; ; ) {
    try {
      return await attempt(() => {
        failures = 0;
      });
    } catch (error) {
      if (!(error instanceof PassingError)) throw error;
      const pause = hub.backoffMilliseconds[failures];
      if (pause === undefined) throw gone(error);
      failures += 1;
      await wait(Math.max(pause, error.afterMilliseconds), undefined, { signal });
    }
  }
}

/** Compares what came with its checksum, and gives it its name. @throws StudioError download-damaged: it is gone then */
async function accept(file: HubFile, target: string, ports: FetchPorts): Promise<void> {
  ports.onChecking(true);
  try {
    if (!(await matches(partOf(target), file, ports.signal))) {
      await forget(target);
      ports.onBytes(0);
      throw new StudioError(
        'download-damaged',
        `${file.path} came with other bytes than its checksum says. It was thrown away; try again.`,
      );
    }
  } finally {
    ports.onChecking(false);
  }
  await rename(partOf(target), target);
  await rm(etagOf(target), { force: true });
}

/** One connection's worth of bytes. */
async function receive(repository: Repository, file: HubFile, target: string, ports: FetchPorts): Promise<void> {
  const from = await sizeOf(partOf(target));
  const etag = from > 0 ? await readFile(etagOf(target), 'utf8').catch(() => null) : null;
  const wanted = { from, etag, expectedBytes: file.sizeBytes, signal: ports.signal };
  const body = await openFile(ports.hub, repository, file.path, wanted);
  const part = await open(partOf(target), body.start === 0 ? 'w' : 'r+');
  try {
    if (body.etag === null) await rm(etagOf(target), { force: true });
    else await writeFile(etagOf(target), body.etag);
    await write(part, body.start, body.bytes, file, ports);
    await part.sync();
  } finally {
    await part.close();
  }
  if ((await sizeOf(partOf(target))) < file.sizeBytes) throw new PassingError('The connection ended early');
}

async function write(
  part: FileHandle,
  start: number,
  bytes: AsyncIterable<Uint8Array>,
  file: HubFile,
  { onBytes, checkRoom }: FetchPorts,
): Promise<void> {
  let at = start;
  let asked = start;
  onBytes(at);
  for await (const chunk of bytes) {
    if (at + chunk.byteLength > file.sizeBytes) {
      await part.truncate(0);
      throw new StudioError(
        'download-damaged',
        `${file.path} has more bytes than the server’s list says. It was thrown away; try again.`,
      );
    }
    if (at - asked >= roomEvery) {
      asked = at;
      await checkRoom();
    }
    await writeAll(part, chunk, at);
    at += chunk.byteLength;
    onBytes(at);
  }
}

async function writeAll(part: FileHandle, chunk: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < chunk.byteLength; ) {
    const { bytesWritten } = await part.write(chunk, done, chunk.byteLength - done, at + done);
    done += bytesWritten;
  }
}

/** Whether a file is what the server lists. */
export async function matches(path: string, { sizeBytes, checksum }: HubFile, signal: AbortSignal): Promise<boolean> {
  if ((await sizeOf(path)) !== sizeBytes) return false;
  const hash = createHash(checksum.kind === 'sha256' ? 'sha256' : 'sha1');
  if (checksum.kind === 'git') hash.update(`blob ${sizeBytes}\0`);
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20, signal })) hash.update(chunk as Buffer);
  return hash.digest('hex') === checksum.hex;
}

/** Bytes of a file; 0 where there is none. */
export async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => null))?.size ?? 0;
}

async function forget(target: string): Promise<void> {
  await rm(partOf(target), { force: true });
  await rm(etagOf(target), { force: true });
}

function gone(cause: PassingError): StudioError {
  return new StudioError('offline', `${cause.message}. What came so far is kept; go on when the connection is back.`, {
    cause,
  });
}
