/**
 * `npm run -s parity -- DIR [--device cpu|webgpu]`: runs every case that the reference implementation recorded below DIR through
 * the studio's own code, and prints one JSON line a variant. Exits with 1 when one fails, 2 when there is nothing to run.
 */
import { parseArgs } from 'node:util';
import { createRuntime } from '../../electron/runtime/runtime.ts';
import { preferSwiftShader } from '../support/swift-shader.ts';
import { findCases, runCase } from './cases.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { device: { type: 'string', default: 'cpu' } },
});
const { device } = values;
if (positionals.length === 0 || (device !== 'cpu' && device !== 'webgpu')) {
  console.error('Usage: npm run -s parity -- DIR... [--device cpu|webgpu]');
  process.exit(2);
}

// Without a GPU, its software stand-in.
if (device === 'webgpu') preferSwiftShader();

const folders = (await Promise.all(positionals.map(findCases))).flat();
let [passed, failed] = [0, 0];
for (const folder of folders) {
  // A runtime a case: what a failing one leaves open goes with it.
  const runtime = createRuntime({ device });
  for await (const result of runCase(folder, runtime, device === 'webgpu' ? 1e-3 : 0)) {
    console.log(JSON.stringify(result));
    if (result.pass) passed++;
    else failed++;
  }
  await runtime.release();
}
console.error(`${passed} passed, ${failed} failed`);
if (passed + failed === 0) console.error('No case.json was found.');
process.exitCode = passed + failed === 0 ? 2 : failed > 0 ? 1 : 0;
