import type { CallInput, CallName, CallOutput } from '../../../electron/contract/calls.ts';
import type { MediaRef } from '../../../electron/contract/domain.ts';
import { StudioError } from '../../../electron/contract/errors.ts';
import { transport } from './chosen-transport.ts';
import { post } from './http-transport.ts';

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

/** Sends a file to the studio, which keeps it until a call such as references.import uses it. @throws StudioError */
export async function upload(file: Blob, fileName: string): Promise<{ uploadId: string; sizeBytes: number }> {
  const answer = await post(
    `/api/upload?name=${encodeURIComponent(fileName)}`,
    file,
    file.type || 'application/octet-stream',
  );
  if (!answer.ok) throw StudioError.fromShape(answer.error);
  return answer.value as { uploadId: string; sizeBytes: number };
}
