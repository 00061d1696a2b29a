import type { StageRunner } from '../ports.ts';
import { runLatentClip } from './latent-clip.ts';
import { runLatentInpainting } from './latent-inpainting.ts';
import { runLatentPicture } from './latent-picture.ts';

/** Every stage that latent diffusion can drive: text to image (or to part of one), image to video, video to video. */
export const latentDiffusion: StageRunner = (request, ports) => {
  if (request.stage !== 't2i') return runLatentClip(request, ports);
  return ports.input ? runLatentInpainting(request, ports) : runLatentPicture(request, ports);
};
