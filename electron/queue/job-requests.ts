import { randomInt } from 'node:crypto';
import { type GenerationRequest, seedKey, seedSchema } from '../contract/domain.ts';
import { newId } from '../library/ids.ts';
import type { JobRequest } from '../library/rows.ts';
import { refuseIssues } from './resolve.ts';

const seeds = 2 ** 32;
const drawSeed = (): number => randomInt(seeds);

/**
 * The jobs a request asks for: one a variation, with seeds seed, seed + 1 … (without a seed each draws its own), or one a value of its
 * sweep, all of them with the same seed.
 * @throws StudioError invalid-input
 */
export function jobRequests(request: GenerationRequest): JobRequest[] {
  const { sweep, ...rest } = request;
  if (sweep === undefined) {
    return Array.from({ length: request.variations }, (_, variation) => ({
      ...rest,
      seed: request.seed === null ? drawSeed() : (request.seed + variation) % seeds,
      variations: 1,
    }));
  }
  const issues = request.variations === 1 ? [] : ['A sweep makes one take a value: ask for one variation'];
  const seed = request.seed ?? drawSeed();
  const sweepId = newId();
  const jobs = sweep.values.map((value): JobRequest => {
    const place = { sweepId, key: sweep.key, value };
    if (sweep.key === seedKey) {
      const chosen = seedSchema.safeParse(value);
      if (!chosen.success) issues.push(`${value} is not a seed: seeds are whole numbers from 0 to ${seeds - 1}`);
      return { ...rest, seed: chosen.data ?? seed, sweep: place };
    }
    const parameters = { ...rest.parameters, [rest.from]: { ...rest.parameters[rest.from], [sweep.key]: value } };
    return { ...rest, seed, parameters, sweep: place };
  });
  refuseIssues(issues);
  return jobs;
}
