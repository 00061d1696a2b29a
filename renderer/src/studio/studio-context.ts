import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { Job, Project, Take } from '../../../electron/contract/domain.ts';
import type { StageId } from '../../../electron/contract/geometry.ts';
import type { Chain } from './chain.ts';
import type { Draft } from './draft.ts';
import type { DraftStore } from './draft-store.ts';
import type { Lane } from './lanes.ts';
import type { PlayerState, PlayerStore } from './player-store.ts';
import type { SweepRef } from './sweep/series.ts';
import type { StudioActions } from './use-actions.ts';

/** What may be open over the studio. */
export type StudioDialog =
  | { readonly kind: 'differences'; readonly pair: readonly [Take, Take] }
  | { readonly kind: 'newSweep'; readonly stage: StageId }
  | { readonly kind: 'sweep'; readonly sweep: SweepRef };

/** What every part of the studio screen shares. */
export interface StudioModel {
  readonly project: Project;
  readonly takes: readonly Take[];
  /** Jobs of this project. */
  readonly jobs: readonly Job[];
  readonly chain: Chain;
  readonly lanes: readonly Lane[];
  /** The pack every lane runs with. */
  readonly packIds: Readonly<Partial<Record<StageId, string>>>;
  /** The take in the preview; null while nothing is made. */
  readonly shown: Take | null;
  readonly draft: DraftStore;
  readonly player: PlayerStore;
  readonly actions: StudioActions;
  readonly dialog: StudioDialog | null;
  show(dialog: StudioDialog | null): void;
}

export const StudioContext = createContext<StudioModel | null>(null);

export function useStudio(): StudioModel {
  const model = useContext(StudioContext);
  if (!model) throw new Error('This component belongs inside the studio screen.');
  return model;
}

export function useDraft<T>(select: (draft: Draft) => T): T {
  return useStore(useStudio().draft, select);
}

export function usePlayer<T>(select: (player: PlayerState) => T): T {
  return useStore(useStudio().player, select);
}
