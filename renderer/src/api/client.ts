import type { CallInput, CallName, CallOutput } from '../../../electron/contract/calls.ts';
import type { MediaRef } from '../../../electron/contract/domain.ts';
import { StudioError } from '../../../electron/contract/errors.ts';
import { t } from '../i18n/i18n.ts';
import { transport } from './chosen-transport.ts';
import { offline, readAnswer } from './http-transport.ts';

/** Runs one call of the contract. @throws StudioError with the studio's code and words. */
export async function call<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>> {
  const answer = await transport.call(name, input);
  if (!answer.ok) throw StudioError.fromShape(answer.error);
  return answer.value as CallOutput<N>;
}

/** Address of a media file; with `download`, the browser saves it under that name. */
export function mediaUrl(ref: MediaRef, options: { download?: string } = {}): string {
  const query = options.download === undefined ? '' : `?download=${encodeURIComponent(options.download)}`;
  return `/media/${ref}${query}`;
}

/**
 * Sends a file to the studio, which keeps it until a call such as references.import uses it. By XMLHttpRequest: fetch does not tell
 * how much has been sent.
 * @throws StudioError
 */
export async function upload(
  file: Blob,
  fileName: string,
  options: { signal?: AbortSignal; onProgress?: (fraction: number) => void } = {},
): Promise<{ uploadId: string; sizeBytes: number }> {
  const request = new XMLHttpRequest();
  const sent = new Promise<string | null>((done) => {
    request.onload = () => done(request.responseText);
    request.onerror = () => done(null);
    request.onabort = () => done(null);
  });
  request.upload.onprogress = ({ loaded, total }) => options.onProgress?.(loaded / Math.max(1, total));
  const abort = (): void => request.abort();
  options.signal?.addEventListener('abort', abort);
  request.open('POST', `/api/upload?name=${encodeURIComponent(fileName.slice(-200))}`);
  request.setRequestHeader('content-type', file.type || 'application/octet-stream');
  request.send(file);
  const text = await sent;
  options.signal?.removeEventListener('abort', abort);
  if (options.signal?.aborted) throw new StudioError('cancelled', t('Stopped. Nothing was kept of it.'));
  if (text === null) throw offline();
  const answer = readAnswer(text, request.status);
  if (!answer.ok) throw StudioError.fromShape(answer.error);
  return answer.value as { uploadId: string; sizeBytes: number };
}
