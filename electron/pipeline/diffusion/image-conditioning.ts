import { StudioError } from '../../contract/errors.ts';
import { clipPixelValues, readFeatureExtractor } from '../pictures/clip-pixels.ts';
import type { Network, Tensor } from '../ports.ts';
import { type DiffusionPorts, withNetwork } from './ports.ts';
import type { ImagePrompt } from './request.ts';
import { concat, type FloatTensor, floatOutput, floatTensor, scalar, zerosLike } from './tensors.ts';

/** What the UNet is told of a picture through an IP-Adapter. */
export interface ImageConditioning {
  /** [b, T, c]; unconditional (with guidance), conditional. */
  readonly imageTokens: FloatTensor;
  /** [1]: how much the picture counts beside the text. */
  readonly ipScale: FloatTensor;
}

/**
 * Reads a picture by the image encoder and projects it to tokens beside the text's. The plain adapter projects CLIP's summary of
 * the picture, and its unconditional half a summary of zeros; “Plus” resamples the states before the last layer, and its
 * unconditional half those of an empty picture (zeros after normalisation).
 */
export async function imageConditioning(
  { picture, scale }: ImagePrompt,
  guided: boolean,
  ports: DiffusionPorts,
): Promise<ImageConditioning> {
  const { pack } = ports;
  const extractor = readFeatureExtractor(
    pack.featureExtractorPath ? await ports.readJson(pack.featureExtractorPath) : null,
  );
  const { width, height, data } = clipPixelValues(picture, extractor);
  const pixelValues = floatTensor([1, 3, height, width], data);
  ports.observe?.('pixelValues', pixelValues);
  const imageTokens = await withNetwork(ports, 'imageEncoder', { batch: 1 }, async (encoder) => {
    const read = await encoder.run({ pixelValues });
    const visionTokens = floatOutput(read, 'penultimateStates').dims[1] ?? 0;
    return withNetwork(ports, 'ipAdapter', { batch: guided ? 2 : 1, visionTokens }, async (adapter) => {
      const plus = adapter.inputNames.includes('hiddenStates');
      const inputs = plus
        ? { hiddenStates: await states(encoder, read, pixelValues, guided, ports) }
        : { imageEmbeds: embeds(read, guided, ports) };
      return floatOutput(await adapter.run(inputs), 'imageTokens');
    });
  });
  ports.observe?.('imageTokens', imageTokens);
  return { imageTokens, ipScale: scalar(scale) };
}

/** [b, P] */
function embeds(read: Readonly<Record<string, Tensor>>, guided: boolean, ports: DiffusionPorts): FloatTensor {
  const imageEmbeds = floatOutput(read, 'imageEmbeds');
  ports.observe?.('imageEmbeds', imageEmbeds);
  return guided ? concat([zerosLike(imageEmbeds), imageEmbeds]) : imageEmbeds;
}

/** [b, 1 + patches, D] */
async function states(
  encoder: Network,
  read: Readonly<Record<string, Tensor>>,
  pixelValues: FloatTensor,
  guided: boolean,
  ports: DiffusionPorts,
): Promise<FloatTensor> {
  const conditional = floatOutput(read, 'penultimateStates');
  ports.observe?.('imageStates', conditional);
  if (!guided) return conditional;
  const empty = floatOutput(await encoder.run({ pixelValues: zerosLike(pixelValues) }), 'penultimateStates');
  ports.observe?.('uncondImageStates', empty);
  return concat([empty, conditional]);
}

/** @throws StudioError `pack-invalid` when the pack has an IP-Adapter without its image encoder */
export function hasImagePrompt({ pack }: Pick<DiffusionPorts, 'pack'>): boolean {
  const { ipAdapter, imageEncoder } = pack.components;
  if (ipAdapter && !imageEncoder) {
    throw new StudioError('pack-invalid', `The pack ${pack.id} has an ipAdapter but no imageEncoder.`);
  }
  return ipAdapter !== undefined;
}
