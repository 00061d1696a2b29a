import type { StageRunner } from '../ports.ts';
import { runLatentClip } from './latent-clip.ts';
import { runLatentPicture } from './latent-picture.ts';

/** Every stage that latent diffusion can drive: text to image, image to video, video to video. */
export const latentDiffusion: StageRunner = (request, ports) =>
  request.stage === 't2i' ? runLatentPicture(request, ports) : runLatentClip(request, ports);
