import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { type CallInput, type CallName, type CallOutput, calls } from '../../electron/contract/calls.ts';
import type { StudioEvent } from '../../electron/contract/events.ts';
import { createStudio, type Studio } from '../../electron/studio/index.ts';

const child = join(import.meta.dirname, 'studio-child.ts');

/** A studio with its real engine on the CPU, closed when the test ends. */
export async function openStudio(home: string): Promise<Studio> {
  const studio = await createStudio({ home, device: 'cpu' });
  onTestFinished(() => studio.close());
  return studio;
}

/** One call, its input parsed as at the boundary. */
export function call<N extends Exclude<CallName, `host.${string}`>>(
  studio: Studio,
  name: N,
  input: CallInput<N>,
): Promise<CallOutput<N>> {
  const handler = studio.handlers[name] as (input: unknown) => Promise<CallOutput<N>>;
  return handler(calls[name].input.parse(input));
}

/** Runs a studio in a process of its own until an event fits, then kills it the hard way. */
export async function killAt(home: string, request: object, fits: (event: StudioEvent) => boolean): Promise<void> {
  const process_ = spawn(process.execPath, [child, home, JSON.stringify(request)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(process_, 'exit');
  for await (const line of createInterface(process_.stdout)) {
    if (!fits(JSON.parse(line) as StudioEvent)) continue;
    process_.kill('SIGKILL');
    break;
  }
  await ended;
}
