/**
 * A studio of its own, for tests that kill it: opens the home given as the first argument, starts the generation given as JSON in
 * the second (if any), and prints every event as one line of JSON.
 */
import { calls } from '../../electron/contract/calls.ts';
import { createStudio } from '../../electron/studio/index.ts';

const [home = '', request] = process.argv.slice(2);
const studio = await createStudio({ home, device: 'cpu' });
studio.subscribe(null, ({ event }) => process.stdout.write(`${JSON.stringify(event)}\n`));
if (request) {
  await studio.handlers['generations.start'](calls['generations.start'].input.parse(JSON.parse(request)));
}
await studio.idle();
await studio.close();
