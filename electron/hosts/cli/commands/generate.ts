import { Command } from 'commander';
import { type CommonOptions, deviceOption, homeOption, jsonOption, withStudio } from '../context.ts';
import { describe, generate } from '../generate.ts';
import { type RawGenerateOptions, readGenerateOptions } from '../generate-options.ts';
import { guarded } from '../report.ts';
import { isUserPreset, userPreset } from '../user-preset.ts';

export function generateCommand(): Command {
  return new Command('generate')
    .summary('make a video from a prompt or a picture')
    .description(
      'Runs the stages from a prompt, or from a picture of yours, to a finished video, and keeps every take in the library.',
    )
    .option('--prompt <text>', 'what to draw, or how a picture should move')
    .option('--negative <text>', 'what to avoid')
    .option('--image <file>', 'start from this picture instead of drawing one')
    .option('--from <stage>', 'first stage: t2i, i2v (default: t2i, or i2v with --image)')
    .option('--to <stage>', 'last stage: t2i, i2v, v2v, vfi (default: vfi)')
    .option(
      '--preset <preset>',
      'draft (256 px), standard (512 → 768), paper (600 → 1048), or one of yours by name or file (default: paper)',
    )
    .option('--seed <n>', 'the same seed gives the same video (default: a random one)')
    .option('--set <stage.name=value...>', 'set parameters, e.g. --set i2v.motionStrength=0.8 i2v.zoom=1.2')
    .option('--pack <pack...>', 'packs to use: NAME for all it can do, or STAGE=NAME (see: stillmotion packs list)')
    .option(
      '--out <file>',
      '.mp4, .webm, .gif, .zip of PNGs, or a folder for PNGs (default: a name made from the prompt)',
    )
    .addOption(homeOption())
    .addOption(deviceOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Examples:
  A prompt through all four stages:
    stillmotion generate --prompt "a red lighthouse by the sea at night" --out lighthouse.mp4
  Your own photograph, quickly:
    stillmotion generate --image photo.jpg --prompt "slow zoom in" --preset draft --out clip.mp4
  The same again with more motion (finished stages that did not change are reused):
    stillmotion generate --prompt "a red lighthouse by the sea at night" --seed 7 --set i2v.motionStrength=0.9`,
    )
    .action(
      guarded(async (raw: RawGenerateOptions & CommonOptions) => {
        const known = isUserPreset(raw.preset) ? null : readGenerateOptions(raw);
        await withStudio(raw, async (studio, output, signal) => {
          const options = known ?? readGenerateOptions(raw, await userPreset(studio, raw.preset ?? '', output));
          const { value, summary } = describe(await generate(studio, options, output, signal));
          output.result(value, [summary, String(value.out)]);
        });
      }),
    );
}
