import { Command, Option } from 'commander';
import { StudioError } from '../../../contract/errors.ts';
import type { CatalogueEntry, Install } from '../../../contract/models.ts';
import { installsOfHome } from '../../open-studio.ts';
import { type CommonOptions, homeOption, jsonOption, withOutput } from '../context.ts';
import { formatBytes } from '../output.ts';
import { guarded } from '../report.ts';

interface InstallOptions extends CommonOptions {
  readonly mirror?: string;
  readonly plan?: boolean;
}

/** What could be installed. Opens no connection. */
export function catalogueCommand(): Command {
  return new Command('catalogue')
    .description(
      'Lists published models that can be installed, with licence and about their size. Opens no connection.',
    )
    .addOption(homeOption())
    .addOption(jsonOption())
    .action(
      guarded((options: CommonOptions) =>
        withOutput(options, async (output) => {
          const installs = await installsOfHome(options, () => undefined);
          const [entries, begun] = [await installs.catalogue(), await installs.list()];
          output.result(
            { entries, installs: begun },
            entries.flatMap((entry) =>
              entryLines(
                entry,
                begun.find(({ entryId }) => entryId === entry.id),
              ),
            ),
          );
        }),
      ),
    );
}

/** Downloads a model of the catalogue and makes a pack of it. */
export function installCommand(): Command {
  return new Command('install')
    .description(
      'Downloads a model of the catalogue and makes a pack of it. Ctrl-C pauses: the same command goes on from what is there.',
    )
    .argument('<id>', 'its name, as packs catalogue shows it')
    .option('--plan', 'ask the server what it would download, and stop there')
    .addOption(
      new Option(
        '--mirror <url>',
        'ask this copy of the Hugging Face Hub (default: STILLMOTION_MODELS_URL, or the Hub)',
      ),
    )
    .addOption(homeOption())
    .addOption(jsonOption())
    .action(
      guarded((id: string, options: InstallOptions) =>
        withOutput(options, async (output, signal) => {
          const show = (install: Install | null): void => {
            if (!install) return;
            output.event({ type: 'install', install });
            output.progress(...progressOf(install));
          };
          const installs = await installsOfHome(options, (_, install) => show(install));
          const plan = await installs.plan(id);
          output.event({ type: 'plan', plan });
          const toCome = `${formatBytes(plan.totalBytes - plan.presentBytes)} of ${formatBytes(plan.totalBytes)} to download, ${formatBytes(plan.freeBytes)} free`;
          if (options.plan) return output.result({ plan }, [toCome]);
          output.note(toCome);
          const onAbort = (): void => void installs.pause(id);
          signal.addEventListener('abort', onAbort, { once: true });
          if (signal.aborted) throw new StudioError('cancelled', 'Stopped before it began.');
          const pack = await installs.run(id);
          output.result({ pack }, [
            ...pack.notes,
            `${pack.id}: ${pack.stages.join(', ')}, ${formatBytes(pack.sizeBytes)}, ${pack.licence}`,
          ]);
        }),
      ),
    );
}

function progressOf({
  state,
  doneBytes,
  totalBytes,
  checkedFraction,
  secondsLeft,
}: Install): [string, number, number | null] {
  if (state === 'checking' && checkedFraction > 0) return ['check', checkedFraction, null];
  return [state === 'asking' ? 'ask' : 'download', totalBytes ? doneBytes / totalBytes : 0, secondsLeft];
}

function entryLines(entry: CatalogueEntry, install: Install | undefined): string[] {
  const licences = [...new Set(entry.licences.map(({ name }) => name))].join(' + ');
  const begun = install ? `, ${formatBytes(install.doneBytes)} here already` : '';
  return [
    `${entry.id}  ${entry.stages.join(', ')}  about ${formatBytes(entry.approximateBytes)}  ${licences}  ${entry.isInstalled ? 'installed' : `not installed${begun}`}`,
    `  ${entry.name}: ${entry.purpose}`,
  ];
}
