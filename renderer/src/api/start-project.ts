import type { GenerationRequest, Project } from '../../../electron/contract/domain.ts';
import type { PresetId } from '../../../electron/contract/geometry.ts';
import { call, upload } from './client.ts';

/** Makes a project of a prompt and queues all four stages. @throws StudioError; the project stays when only the start failed. */
export async function startFromPrompt(
  prompt: string,
  options: { preset: PresetId; seed: GenerationRequest['seed'] },
): Promise<Project> {
  const project = await call('projects.create', { prompt });
  await call('generations.start', {
    projectId: project.id,
    prompt,
    preset: options.preset,
    seed: options.seed,
    from: 't2i',
    to: 'vfi',
    parentTakeId: null,
  });
  return project;
}

/** Makes a project around a picture, ready to be animated. @throws StudioError, and then leaves no empty project behind. */
export async function startFromPicture(picture: Blob, fileName: string, prompt = ''): Promise<Project> {
  const { uploadId } = await upload(picture, fileName);
  return startFromUpload(uploadId, fileName, prompt);
}

/** As `startFromPicture`, for a picture the host has already taken in. */
export async function startFromUpload(uploadId: string, fileName: string, prompt = ''): Promise<Project> {
  const project = await call('projects.create', { name: projectNameOf(fileName), prompt });
  try {
    await call('references.import', { projectId: project.id, uploadId });
    return project;
  } catch (error) {
    await call('projects.delete', { projectId: project.id });
    throw error;
  }
}

/** "IMG_2041 beach.JPG" → "IMG 2041 beach"; empty when nothing readable is left. */
export function projectNameOf(fileName: string): string {
  const stem = fileName.replace(/^.*[\\/]/, '').replace(/\.[a-z0-9]{1,5}$/i, '');
  return stem
    .replace(/[_\s]+/g, ' ')
    .trim()
    .slice(0, 80);
}

/** The first picture among dropped or pasted files. */
export function pictureIn(files: Iterable<File> | null | undefined): File | undefined {
  return [...(files ?? [])].find(
    (file) => file.type.startsWith('image/') || /\.(jpe?g|png|webp|avif|gif|tiff?|heic)$/i.test(file.name),
  );
}
