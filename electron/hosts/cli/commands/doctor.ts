import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { StudioError } from '../../../contract/errors.ts';
import { stageIds } from '../../../contract/geometry.ts';
import { type CommonOptions, deviceOption, homeOption, jsonOption, withStudio } from '../context.ts';
import { formatBytes } from '../output.ts';
import { guarded } from '../report.ts';

export function doctorCommand(): Command {
  return new Command('doctor')
    .summary('is everything here?')
    .description('Shows the device that models run on and why, the packs and their health, ffmpeg, disk and versions.')
    .addOption(homeOption())
    .addOption(deviceOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExit code 0 when videos can be made, 3 when something is missing.')
    .action(
      guarded((options: CommonOptions) =>
        withStudio(
          options,
          async (studio, output) => {
            const info = await studio.handlers['system.info']({});
            const { packs } = await studio.handlers['packs.list']({});
            const versions = {
              stillmotion: info.version,
              node: process.versions.node,
              onnxruntime: packageVersion('onnxruntime-node'),
              platform: `${process.platform} ${process.arch}`,
            };
            const problems = findProblems(info, packs);
            const report = { versions, ...info, packs, problems };
            if (problems.length > 0 && options.json) {
              throw new StudioError('pack-missing', problems.join(' '), { details: report });
            }
            output.result(report, [
              `Stillmotion ${versions.stillmotion}, Node ${versions.node}, ONNX Runtime ${versions.onnxruntime}, ${versions.platform}`,
              `Home     ${info.home}`,
              `Disk     ${formatBytes(info.disk.freeBytes)} free, library ${formatBytes(info.disk.libraryBytes)}`,
              `Device   ${info.device === null ? 'none' : `${info.device.label} (${info.device.reason})`}`,
              `ffmpeg   ${info.ffmpeg === null ? 'missing' : `${info.ffmpeg.version}, ${info.ffmpeg.path}`}`,
              ...packs.map((pack) => {
                const health = pack.problem === null ? pack.health : `${pack.health}: ${pack.problem}`;
                return `Pack     ${pack.id} ${pack.version}, ${pack.stages.join(', ')}, ${formatBytes(pack.sizeBytes)}, ${health}`;
              }),
              ...(problems.length === 0 ? ['Everything is here.'] : []),
            ]);
            if (problems.length > 0) throw new StudioError('pack-missing', problems.join('\n'));
          },
          { keepsNothing: true },
        ),
      ),
    );
}

/** What stands between this machine and a video. */
export function findProblems(
  info: { readonly device: unknown; readonly ffmpeg: unknown },
  packs: readonly { readonly stages: readonly string[]; readonly health: string }[],
): string[] {
  const problems: string[] = [];
  if (info.device === null) problems.push('No device can run models.');
  if (info.ffmpeg === null) problems.push('ffmpeg is missing: install it, or set FFMPEG_PATH to its binary.');
  for (const stage of stageIds) {
    if (!packs.some((pack) => pack.stages.includes(stage) && pack.health !== 'damaged')) {
      problems.push(`No healthy pack is installed for ${stage}.`);
    }
  }
  return problems;
}

/** Version of an installed package whose package.json its exports may hide; read without loading its native code. */
function packageVersion(name: string): string {
  try {
    let folder = dirname(createRequire(import.meta.url).resolve(name));
    for (; folder !== dirname(folder); folder = dirname(folder)) {
      const manifest = readManifest(join(folder, 'package.json'));
      if (manifest?.name === name) return manifest.version;
    }
  } catch {
    // Not installed: said below.
  }
  return 'missing';
}

function readManifest(path: string): { name: string; version: string } | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as { name: string; version: string };
  } catch {
    return null;
  }
}
