import { useQueries } from '@tanstack/react-query';
import type { PackSummary } from '../../../electron/contract/domain.ts';
import { type StageId, stageIds } from '../../../electron/contract/geometry.ts';
import { parameterSpecs } from '../../../electron/contract/parameters.ts';
import { call } from '../api/client.ts';
import type { Chain } from './chain.ts';
import type { SpecsByStage } from './draft.ts';

/** The pack a lane would run with: the chosen one, else the one that made its take, else the first that can. */
export function packOfStage(
  stage: StageId,
  chosen: Readonly<Partial<Record<StageId, string>>>,
  packs: readonly PackSummary[],
  madeWith: string | null,
): PackSummary | undefined {
  const able = packs.filter((pack) => pack.stages.includes(stage) && parameterSpecs(stage, pack.method));
  return (
    able.find((pack) => pack.id === chosen[stage]) ??
    able.find((pack) => pack.id === madeWith) ??
    able.find((pack) => pack.health !== 'damaged') ??
    able[0]
  );
}

/** The pack every lane runs with: what the inspector shows is what is asked for. */
export function packsInUse(
  chain: Chain,
  chosen: Readonly<Partial<Record<StageId, string>>>,
  packs: readonly PackSummary[],
): Partial<Record<StageId, string>> {
  return Object.fromEntries(
    stageIds.flatMap((stage) => {
      const take = chain[stage];
      // An edited reference may have been made by a model for inpainting, which is not what makes new ones.
      const pack = packOfStage(stage, chosen, packs, take?.origin === 'generated' ? take.packId : null);
      return pack ? [[stage, pack.id]] : [];
    }),
  );
}

/** Parameter specs of the four lanes' packs, as far as they have been fetched. */
export function useSpecs(packIds: Readonly<Partial<Record<StageId, string>>>): SpecsByStage {
  const wanted = stageIds.map((stage) => ({ stage, packId: packIds[stage] }));
  return useQueries({
    queries: wanted.map(({ stage, packId }) => ({
      queryKey: ['packs.parameters', { packId: packId ?? '', stage }],
      queryFn: () => call('packs.parameters', { packId: packId ?? '', stage }),
      enabled: packId !== undefined,
    })),
    combine: (answers) =>
      Object.fromEntries(answers.flatMap(({ data }, index) => (data ? [[stageIds[index], data.specs]] : []))),
  });
}
