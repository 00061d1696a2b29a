import type { GenerationRequest, Project } from '../../../electron/contract/domain.ts';
import type { PresetId } from '../../../electron/contract/geometry.ts';
import { call, upload } from './client.ts';
import { projectNameOf } from './picture-files.ts';

/** Makes a project of a prompt and queues all four stages. @throws StudioError, and then leaves no empty project behind. */
export async function startFromPrompt(
  prompt: string,
  options: { preset: PresetId; seed: GenerationRequest['seed'] },
): Promise<Project> {
  const project = await call('projects.create', { prompt });
  try {
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
  } catch (error) {
    await call('projects.delete', { projectId: project.id });
    throw error;
  }
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
