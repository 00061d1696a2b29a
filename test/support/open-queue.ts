import { onTestFinished } from 'vitest';
import type { GenerationRequest } from '../../electron/contract/domain.ts';
import type { StudioEvent } from '../../electron/contract/events.ts';
import { type Library, openLibrary } from '../../electron/library/library.ts';
import { createPacks } from '../../electron/packs/packs.ts';
import { createQueue, type Queue } from '../../electron/queue/queue.ts';
import { ScriptedEngine } from './scripted-engine.ts';
import { temporaryFolder, writeStagePacks } from './studio-fixtures.ts';

interface OpenedQueue {
  readonly library: Library;
  readonly queue: Queue;
  readonly engine: ScriptedEngine;
  readonly events: StudioEvent[];
  readonly projectId: string;
  request(change?: Partial<GenerationRequest>): GenerationRequest;
}

/** A queue over a real library, with a scripted engine and one pack a stage. Give the folders of a former one to open it again. */
export async function openQueue(home = temporaryFolder(), packsFolder = temporaryFolder()): Promise<OpenedQueue> {
  writeStagePacks(packsFolder);
  const library = await openLibrary(home);
  const engine = new ScriptedEngine();
  const events: StudioEvent[] = [];
  const queue = createQueue({
    library,
    packs: createPacks({ builtIn: null, installed: packsFolder, architectureNames: async () => ['Refiner'] }),
    engine,
    device: () => 'cpu',
    memory: () => 8e9,
    emit: (event) => events.push(event),
  });
  onTestFinished(async () => {
    const closing = queue.close();
    await engine.stop();
    await closing;
    await library.close();
  });
  const projectId = library.projects.create({ name: 'Sea', prompt: '' });
  return {
    library,
    queue,
    engine,
    events,
    projectId,
    request: (change = {}) => ({
      projectId,
      prompt: 'waves',
      negativePrompt: '',
      preset: 'draft',
      seed: 7,
      variations: 1,
      from: 't2i',
      to: 'vfi',
      parentTakeId: null,
      parameters: {},
      packs: {},
      ...change,
    }),
  };
}
