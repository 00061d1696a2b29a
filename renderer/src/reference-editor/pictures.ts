import { maxPictureBytes } from '../../../electron/contract/domain.ts';
import { StudioError } from '../../../electron/contract/errors.ts';
import { call, mediaUrl, upload } from '../api/client.ts';
import { pictureIn } from '../api/picture-files.ts';
import { sendFile } from '../api/start-project.ts';
import { t } from '../i18n/i18n.ts';
import { runInWorker } from './picture-work.ts';

/** The hashes under which the studio keeps pictures that are on the page. */
const kept = new WeakMap<ImageBitmap, string>();

/** A file as the studio keeps it: decoded there, so that every kind works and nothing of a stranger's is decoded here. @throws StudioError */
export async function bringIn(file: File): Promise<ImageBitmap> {
  const name = file.name.slice(0, 80);
  if (!pictureIn([file])) {
    throw new StudioError('unsupported-picture', t('“{{name}}” is not a picture. Drop a JPEG, PNG or WebP.', { name }));
  }
  if (file.size > maxPictureBytes) {
    const limit = maxPictureBytes / 1024 ** 2;
    throw new StudioError(
      'picture-too-large',
      t('“{{name}}” is larger than {{limit}} MB. Choose a smaller picture.', { name, limit }),
    );
  }
  const { uploadId } = await sendFile(file, file.name);
  const { picture } = await call('references.addPicture', { uploadId });
  return openKept(picture);
}

/** A picture the studio keeps, by its hash. @throws StudioError not-found */
export async function openKept(picture: string, signal?: AbortSignal): Promise<ImageBitmap> {
  const response = await fetch(mediaUrl(`asset/${picture}`), signal ? { signal } : {});
  if (!response.ok) throw new StudioError('not-found', t('The picture of this reference could not be read.'));
  const bitmap = await createImageBitmap(await response.blob());
  kept.set(bitmap, picture);
  return bitmap;
}

/** Sees to it that the studio keeps every one of these; answers their hashes. @throws StudioError */
export async function keepAll(bitmaps: readonly ImageBitmap[]): Promise<ReadonlyMap<ImageBitmap, string>> {
  const hashes = new Map<ImageBitmap, string>();
  for (const bitmap of bitmaps) hashes.set(bitmap, kept.get(bitmap) ?? (await keep(bitmap)));
  return hashes;
}

async function keep(bitmap: ImageBitmap): Promise<string> {
  const { blob } = await runInWorker({ kind: 'encode', picture: bitmap });
  const { uploadId } = await upload(blob, 'filled.png');
  const { picture } = await call('references.addPicture', { uploadId });
  kept.set(bitmap, picture);
  return picture;
}
