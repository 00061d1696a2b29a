import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type CallInput, type CallName, type CallOutput, calls } from '../../electron/contract/calls.ts';
import type { Engine } from '../../electron/engine/messages.ts';
import { createStudio, type Studio } from '../../electron/studio/index.ts';
import { ScriptedEngine } from './scripted-engine.ts';
import { temporaryFolder, writeStagePacks } from './studio-fixtures.ts';

interface OpenedStudio {
  readonly studio: Studio;
  readonly compute: ScriptedEngine;
  readonly home: string;
  /** Calls a handler as a host would: with its input parsed. */
  call<N extends Exclude<CallName, `host.${string}`>>(name: N, input: CallInput<N>): Promise<CallOutput<N>>;
}

/** A studio on a home of its own with scripted engines, and one pack a stage or none at all. */
export async function openTestStudio({
  home = join(temporaryFolder(), 'home'),
  packs = 'one a stage',
  media = new ScriptedEngine(),
}: {
  /** Of a studio that was closed before; else a new one. */
  home?: string;
  packs?: 'one a stage' | 'none';
  media?: Engine;
} = {}): Promise<OpenedStudio> {
  const builtInPacks = join(temporaryFolder(), 'packs');
  mkdirSync(builtInPacks);
  if (packs !== 'none') writeStagePacks(builtInPacks);
  const compute = new ScriptedEngine();
  const studio = await createStudio({ home, builtInPacks }, { compute, media });
  onTestFinished(() => studio.close());
  return {
    studio,
    compute,
    home,
    call: async (name, input) => {
      const handler = studio.handlers[name] as (input: unknown) => Promise<never>;
      return handler(calls[name].input.parse(input));
    },
  };
}

/** Bytes on their way in, as a host hands them on. */
export async function* sentAs(text: string): AsyncGenerator<Uint8Array> {
  if (text !== '') yield Buffer.from(text);
}
