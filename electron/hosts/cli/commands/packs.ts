import { Command, InvalidArgumentError } from 'commander';
import type { PackSummary } from '../../../contract/domain.ts';
import { StudioError } from '../../../contract/errors.ts';
import { importIntoHome } from '../../open-studio.ts';
import { type CommonOptions, homeOption, jsonOption, withOutput, withStudio } from '../context.ts';
import { formatBytes } from '../output.ts';
import { guarded } from '../report.ts';
import { catalogueCommand, installCommand } from './install.ts';

export function packsCommand(): Command {
  const packs = new Command('packs')
    .summary('installed models')
    .description('Lists, checks, installs and imports packs.');
  packs
    .command('list')
    .description('Lists the packs with stages, size, licence and health.')
    .addOption(homeOption())
    .addOption(jsonOption())
    .action(
      guarded((options: CommonOptions) =>
        withStudio(
          options,
          async (studio, output) => {
            const { packs: list } = await studio.handlers['packs.list']({});
            output.result({ packs: list }, list.flatMap(packLines));
          },
          { keepsNothing: true },
        ),
      ),
    );
  packs
    .command('verify')
    .description('Checks every file of a pack against its checksum; without a name, of every pack.')
    .argument('[pack]', 'id of the pack, as packs list shows it')
    .addOption(homeOption())
    .addOption(jsonOption())
    .action(
      guarded((packId: string | undefined, options: CommonOptions) =>
        withStudio(
          options,
          async (studio, output) => {
            const { packs: list } = await studio.handlers['packs.list']({});
            const wanted = packId === undefined ? list : list.filter((pack) => pack.id === packId);
            if (wanted.length === 0) {
              throw new StudioError('not-found', `There is no pack “${packId ?? ''}”. See: stillmotion packs list`);
            }
            const checked: PackSummary[] = [];
            for (const [index, pack] of wanted.entries()) {
              output.progress(pack.id, index / wanted.length, null);
              checked.push(await studio.handlers['packs.verify']({ packId: pack.id }));
            }
            const damaged = checked.filter((pack) => pack.health === 'damaged');
            if (damaged.length > 0) {
              const list = damaged.map((pack) => `  - ${pack.id}: ${pack.problem ?? 'damaged'}`).join('\n');
              throw new StudioError('pack-invalid', `Damaged:\n${list}\nInstall the pack again.`, {
                details: { packs: checked },
              });
            }
            output.result(
              { packs: checked },
              checked.map((pack) => `${pack.id}: ok, ${formatBytes(pack.sizeBytes)}`),
            );
          },
          { keepsNothing: true },
        ),
      ),
    );
  packs
    .command('import')
    .description(
      'Makes a pack of published model files as they are: a diffusers folder (Stable Diffusion), and what goes with it — ' +
        'motion adapter, SparseCtrl or ControlNet, IP-Adapter and image encoder, LoRAs — or a single-file checkpoint.',
    )
    .argument('<path...>', 'folders and .safetensors files')
    .option('--name <name>', 'what the pack is called (default: the name of the base model)')
    .option('--lora-scale <number>', 'how strongly LoRAs count', readScale)
    .addOption(homeOption())
    .addOption(jsonOption())
    .action(guarded((paths: string[], options: ImportCommandOptions) => importCommand(paths, options)));
  for (const command of [catalogueCommand(), installCommand()]) packs.addCommand(command);
  return packs;
}

interface ImportCommandOptions extends CommonOptions {
  readonly name?: string;
  readonly loraScale?: number;
}

function importCommand(paths: readonly string[], options: ImportCommandOptions): Promise<void> {
  return withOutput(options, async (output, signal) => {
    const pack = await importIntoHome(options.home, {
      sources: paths,
      name: options.name,
      loraScale: options.loraScale,
      signal,
      onProgress: (fraction) => output.progress('import', fraction, null),
    });
    const { id, stages, sizeBytes, licence, components, notes } = pack;
    output.result({ pack }, [
      ...notes,
      `${id}: ${stages.join(', ')}, ${formatBytes(sizeBytes)}, ${licence}`,
      ...Object.entries(components).map(([role, where]) => `  ${role}: ${where}`),
    ]);
  });
}

function readScale(text: string): number {
  const scale = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(scale) && Math.abs(scale) <= 10) return scale;
  throw new InvalidArgumentError('It must be a number from -10 to 10.');
}

function packLines(pack: PackSummary): string[] {
  const lines = [
    `${pack.id} ${pack.version}  ${pack.stages.join(', ')}  ${formatBytes(pack.sizeBytes)}  ${pack.licence.name}  ${pack.health}`,
    `  ${pack.name}: ${pack.summary}`,
  ];
  return pack.problem === null ? lines : [...lines, `  ${pack.problem}`];
}
