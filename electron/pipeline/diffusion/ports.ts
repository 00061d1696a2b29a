import type { Network, NetworkVariant, StagePorts, Tensor } from '../ports.ts';
import type { FloatTensor } from './tensors.ts';

/**
 * What the pipeline computes on the way, by name; `:prompt` and `:negativePrompt` say for which text. Shapes as in the
 * pipeline's own files.
 */
export type Observation =
  | `textIds${'' | '2'}:${TextName}`
  | `textStates${'' | '2'}:${TextName}`
  | `textPenultimate${'' | '2'}:${TextName}`
  | `textPooled:${TextName}`
  | 'encoderHiddenStates'
  | 'textEmbeds'
  | 'timeIds'
  | 'pixelValues'
  | 'imageEmbeds'
  | 'imageStates'
  | 'uncondImageStates'
  | 'imageTokens'
  | `controlPicture${number}`
  | `controlLatents${number}`
  | `controlMask${number}`
  | 'inpaintPicture'
  | 'inpaintMask'
  | 'maskLatent'
  | 'imageLatents'
  | 'maskedImageLatents'
  | 'startLatents'
  | 'sample'
  | 'prediction'
  | 'latents';
export type TextName = 'prompt' | 'negativePrompt';

/** Why random numbers are drawn: the start of a run, the noise of one step, a sample of a VAE's posterior. */
export type DrawReason = 'start' | 'step' | 'posterior';

/** All that the diffusion pipeline may touch. */
export interface DiffusionPorts extends Pick<StagePorts, 'pack' | 'open' | 'readJson' | 'readText'> {
  /** The next numbers with mean 0 and variance 1, of this shape. */
  draw(reason: DrawReason, dims: readonly number[]): Float32Array;
  /** Is shown every intermediate value once; nothing may be kept without a copy. */
  observe?(name: Observation, value: Tensor): void;
  /**
   * One more part of the plan is done. Throws when the run was cancelled.
   * @param believed the clean latents that the sampler believes in, for a preview
   */
  advance(believed?: FloatTensor | null): Promise<void>;
}

/** Opens a network, with its parts, for the time of `work`. */
export async function withNetwork<T>(
  ports: Pick<DiffusionPorts, 'open'>,
  components: string | readonly string[],
  variant: NetworkVariant | undefined,
  work: (network: Network) => Promise<T>,
): Promise<T> {
  const network = await ports.open(components, variant);
  try {
    return await work(network);
  } finally {
    await network.release();
  }
}

/** Networks that stay open when they are released, for those who come back; `release` closes them all. */
export function reusedNetworks(
  ports: Pick<StagePorts, 'open'>,
): Pick<StagePorts, 'open'> & { release(): Promise<void> } {
  const opened = new Map<string, Network>();
  return {
    async open(names, variant) {
      const key = JSON.stringify([names, variant]);
      const network = opened.get(key) ?? (await ports.open(names, variant));
      opened.set(key, network);
      return { ...network, release: async () => undefined };
    },
    async release() {
      for (const network of opened.values()) await network.release();
      opened.clear();
    },
  };
}

/** `lora`, `lora2` …: those parts of the pack that change the weights of any network. */
export function loras({ pack }: Pick<DiffusionPorts, 'pack'>): string[] {
  return Object.keys(pack.components).filter((name) => /^lora\d*$/.test(name));
}
