import { join, relative } from 'node:path';
import { Command } from 'commander';
import { currentLayout } from '../../layout.ts';
import { type CommonOptions, deviceOption, jsonOption, withStudio } from '../context.ts';
import { describe, generate } from '../generate.ts';
import { readGenerateOptions } from '../generate-options.ts';
import { formatSeconds } from '../output.ts';
import { guarded } from '../report.ts';

const prompt = 'an old-fashioned windmill surrounded by flowers, warm dusk light';

export function demoCommand(): Command {
  return new Command('demo')
    .summary('one prompt through all four stages')
    .description(
      'Takes one prompt through all four stages at the paper’s geometry: 94 frames, 1048×1048. The last line is the path of the mp4.',
    )
    .addOption(deviceOption())
    .addOption(jsonOption())
    .action(
      guarded((common: CommonOptions) => {
        const layout = currentLayout();
        const home = join(layout.kind === 'packed' ? process.cwd() : layout.root, '.home');
        const options = readGenerateOptions({
          prompt,
          preset: 'paper',
          seed: '9',
          out: join(home, 'exports', 'windmill.mp4'),
        });
        return withStudio({ ...common, home }, async (studio, output, signal) => {
          output.note(`“${prompt}”: reference, keyframes, refined, smooth.`);
          const start = performance.now();
          const { value, summary } = describe(await generate(studio, options, output, signal));
          const seconds = (performance.now() - start) / 1000;
          output.result({ ...value, seconds }, [
            `${summary}, made in ${formatSeconds(seconds)}`,
            `Open it in the studio:  npm run serve -- --home ${relative(process.cwd(), home) || home}`,
            String(value.out),
          ]);
        });
      }),
    );
}
