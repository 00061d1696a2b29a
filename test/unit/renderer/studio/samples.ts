import type { Job, Take } from '../../../../electron/contract/domain.ts';
import type { StageId } from '../../../../electron/contract/geometry.ts';
import type { Draft } from '../../../../renderer/src/studio/draft.ts';

const asset = `asset/${'0'.repeat(64)}`;

/** A take as the library gives it; only what a test is about needs naming. */
export function take(
  id: string,
  stage: StageId,
  parentId: string | null,
  createdAt: number,
  part: Partial<Take> = {},
): Take {
  return {
    id,
    projectId: 'project01',
    parentId,
    stage,
    origin: 'generated',
    packId: `starter-${stage}`,
    packName: 'Starter',
    prompt: 'a windmill',
    negativePrompt: '',
    parameters: {},
    seed: 7,
    preset: 'draft',
    width: 256,
    height: 256,
    frames: stage === 't2i' ? 1 : 8,
    fps: 8,
    master: asset,
    proxy: null,
    poster: asset,
    filmstrip: asset,
    filmstripFrames: 1,
    sizeBytes: 1,
    device: 'CPU · fp32',
    seconds: 1,
    starred: false,
    note: '',
    createdAt,
    ...part,
  };
}

export function job(id: string, part: Partial<Job> = {}): Job {
  return {
    id,
    projectId: 'project01',
    projectName: 'Windmill',
    prompt: 'a windmill',
    negativePrompt: '',
    parentTakeId: null,
    seed: 7,
    preset: 'draft',
    sweep: null,
    state: 'running',
    steps: [],
    fraction: 0,
    secondsLeft: null,
    error: null,
    crashes: 0,
    createdAt: 100,
    startedAt: null,
    finishedAt: null,
    ...part,
  };
}

export const draft: Draft = {
  prompt: 'a windmill',
  negativePrompt: '',
  preset: 'draft',
  seed: 7,
  seedLocked: false,
  variations: 1,
  keepReference: false,
  parameters: {},
  packs: {},
  lanes: {},
  followed: null,
  selectedStage: 'i2v',
  previewStage: 'vfi',
  trim: null,
};

/** Two references; the first was animated twice and finished once. */
export const family: readonly Take[] = [
  take('ref1', 't2i', null, 1),
  take('key1', 'i2v', 'ref1', 2),
  take('fine1', 'v2v', 'key1', 3),
  take('smooth1', 'vfi', 'fine1', 4),
  take('key2', 'i2v', 'ref1', 5),
  take('ref2', 't2i', null, 6),
];
