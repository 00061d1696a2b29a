import { createEngine, type EngineOptions } from '../engine/supervisor.ts';
import { checkoutEngineCommand } from './app-files.ts';
import type { Engines } from './services.ts';
import type { StudioOptions } from './types.ts';

/** The two engine processes; each starts with its first task and reads the settings then. */
export function startEngines(
  options: StudioOptions,
  settings: Pick<EngineOptions, 'ffmpegPath' | 'memoryBytes'>,
): Engines {
  const command = options.engineCommand ?? checkoutEngineCommand();
  const engine = (label: string): Engines['compute'] =>
    createEngine({ nodePath: command.node, script: command.script, label, ...settings });
  return { compute: engine('compute'), media: engine('media') };
}
