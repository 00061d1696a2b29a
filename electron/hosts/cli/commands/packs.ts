import { Command } from 'commander';
import type { PackSummary } from '../../../contract/domain.ts';
import { StudioError } from '../../../contract/errors.ts';
import { type CommonOptions, homeOption, jsonOption, withStudio } from '../context.ts';
import { formatBytes } from '../output.ts';
import { guarded } from '../report.ts';

export function packsCommand(): Command {
  const packs = new Command('packs').summary('installed models').description('Lists and checks the installed packs.');
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
  return packs;
}

function packLines(pack: PackSummary): string[] {
  const lines = [
    `${pack.id} ${pack.version}  ${pack.stages.join(', ')}  ${formatBytes(pack.sizeBytes)}  ${pack.licence.name}  ${pack.health}`,
    `  ${pack.name}: ${pack.summary}`,
  ];
  return pack.problem === null ? lines : [...lines, `  ${pack.problem}`];
}
