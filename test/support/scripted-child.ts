/** A studio with a scripted engine in a process of its own, for tests that kill it: home, packs folder, generation as JSON (or nothing). */
import { calls } from '../../electron/contract/calls.ts';
import { createStudio } from '../../electron/studio/index.ts';
import { ScriptedEngine } from './scripted-engine.ts';

const [home = '', builtInPacks = '', request] = process.argv.slice(2);
const studio = await createStudio(
  { home, builtInPacks },
  { compute: new ScriptedEngine(), media: new ScriptedEngine() },
);
if (request) await studio.handlers['generations.start'](calls['generations.start'].input.parse(JSON.parse(request)));
process.stdout.write('started\n');
await studio.idle();
await studio.close();
