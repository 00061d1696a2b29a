import type { CallInput } from '../../../electron/contract/calls.ts';
import { type GenerationRequest, maxPictureBytes, type Project } from '../../../electron/contract/domain.ts';
import { StudioError } from '../../../electron/contract/errors.ts';
import type { PresetId } from '../../../electron/contract/geometry.ts';
import { t } from '../i18n/i18n.ts';
import { call, upload } from './client.ts';
import { projectNameOf } from './picture-files.ts';

/** Makes a project of a prompt and queues all four stages. @throws StudioError, and then there is no project */
export function startFromPrompt(
  prompt: string,
  options: { preset: PresetId; seed: GenerationRequest['seed'] },
): Promise<Project> {
  return call('projects.create', { prompt, generation: { prompt, ...options, from: 't2i', to: 'vfi' } });
}

/** Makes a project around a picture, ready to be animated. @throws StudioError, and then there is no project */
export async function startFromPicture(
  picture: Blob,
  fileName: string,
  options: Pick<CallInput<'projects.create'>, 'prompt' | 'generation'> = {},
): Promise<Project> {
  if (picture.size > maxPictureBytes) {
    throw new StudioError(
      'picture-too-large',
      t('“{{name}}” is larger than {{megabytes}} MB. Choose a smaller picture.', {
        name: fileName.slice(0, 80),
        megabytes: maxPictureBytes / 1024 ** 2,
      }),
    );
  }
  const { uploadId } = await sendFile(picture, fileName);
  return startFromUpload(uploadId, fileName, options);
}

/** As `startFromPicture`, for a picture the host has already taken in. */
export function startFromUpload(
  uploadId: string,
  fileName: string,
  options: Pick<CallInput<'projects.create'>, 'prompt' | 'generation'> = {},
): Promise<Project> {
  return call('projects.create', { name: projectNameOf(fileName), uploadId, ...options });
}

/** Sends a file, or says that there is nothing in it. @throws StudioError */
export async function sendFile(
  file: Blob,
  fileName: string,
  options?: Parameters<typeof upload>[2],
): Promise<{ uploadId: string }> {
  if (file.size === 0) {
    throw new StudioError(
      'picture-damaged',
      t('“{{name}}” is empty: it has 0 bytes. Choose another file.', { name: fileName.slice(0, 80) }),
    );
  }
  return upload(file, fileName, options);
}
