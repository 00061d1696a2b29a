import { readFile } from 'node:fs/promises';
import type { PackFiles, StagePorts } from '../../electron/pipeline/ports.ts';
import { parsePythonJson } from '../../electron/pipeline/python-json.ts';
import type { Runtime } from '../../electron/runtime/runtime.ts';

/** A pack's networks and files, opened as the engine opens them. */
export function packPorts(
  pack: PackFiles,
  runtime: Runtime,
): Pick<StagePorts, 'pack' | 'open' | 'readJson' | 'readText'> {
  return {
    pack,
    async open(names, variant) {
      const [network, ...parts] = [names].flat().map((name) => {
        const component = pack.components[name];
        if (!component) throw new Error(`The pack ${pack.id} has no component ${name}.`);
        return component;
      });
      if (!network) throw new Error('Nothing to open.');
      return runtime.open(network, variant, parts);
    },
    readJson: async (path) => parsePythonJson(await readFile(path, 'utf8')),
    readText: (path) => readFile(path, 'utf8').catch(() => null),
  };
}
