import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { StudioError } from '../../../contract/errors.ts';
import { type StageId, stageLabels } from '../../../contract/geometry.ts';
import type { ParameterSpec } from '../../../contract/parameters.ts';
import { type CommonOptions, deviceOption, homeOption, jsonOption, withStudio } from '../context.ts';
import { readSeed, usageError } from '../generate-options.ts';
import { guarded } from '../report.ts';
import { readValue, type SetValue, stageSpecs } from '../set-values.ts';

interface StageOptions extends CommonOptions {
  readonly in?: string;
  readonly out?: string;
  readonly prompt?: string;
  readonly seed?: string;
  readonly pack?: string;
}

const examples: Readonly<Record<StageId, string>> = {
  t2i: 'stillmotion t2i --prompt "an old windmill at dusk" --size 512 --out windmill.png',
  i2v: 'stillmotion i2v --in photo.jpg --out clip.mp4 --pan 0.4 --zoom 1.2 --frames 24',
  v2v: 'stillmotion v2v --in clip.mp4 --out sharper.mp4 --size 1048',
  vfi: 'stillmotion vfi --in clip.mp4 --out smooth.mp4 --factor 3',
};

/** One stage on files, outside any project. Its flags are the stage's parameters. */
export function stageCommand(stage: StageId): Command {
  const specs = stageSpecs(stage);
  const command = new Command(stage)
    .summary(`${stageLabels[stage].name.toLowerCase()}, on files`)
    .description(`${stageLabels[stage].name}: runs this one stage on files of yours. Nothing is kept in the library.`);
  if (stage !== 't2i') command.option('--in <file>', 'a picture, a video or a folder of PNGs');
  command
    .option('--out <file>', stage === 't2i' ? 'a .png' : 'a .mp4, .webm or .gif, or a folder for PNGs')
    .option('--seed <n>', 'the same seed gives the same result', '0')
    .option('--pack <id>', 'the pack to use (default: the first one installed for this stage; see packs list)');
  if (stage === 't2i' || stage === 'i2v') command.option('--prompt <text>', 'what to draw, or how it should move');
  for (const spec of specs) command.addOption(flagOf(spec));
  return command
    .addOption(homeOption())
    .addOption(deviceOption())
    .addOption(jsonOption())
    .addHelpText('after', `\nExample:\n  ${examples[stage]}`)
    .action(
      guarded(async (options: StageOptions) => {
        const request = readStageOptions(stage, specs, options as StageOptions & Record<string, unknown>);
        await withStudio(
          options,
          async (studio, output, signal) => {
            const made = await studio.runStageOnFiles({
              ...request,
              signal,
              onProgress(step, of) {
                output.event({ type: 'progress', stage, step, of });
                output.progress(stageLabels[stage].lane, of === 0 ? 0 : step / of, null);
              },
            });
            output.result({ out: request.output, ...made }, [
              `${made.frames} frames, ${made.width}×${made.height}, ${made.fps} fps`,
              request.output,
            ]);
          },
          { keepsNothing: true },
        );
      }),
    );
}

/** `motionStrength` → `--motion-strength <n>`, with range and unit in its help. */
function flagOf(spec: ParameterSpec): Option {
  const name = spec.key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  switch (spec.kind) {
    case 'number':
      return new Option(`--${name} <n>`, `${spec.help} ${spec.min} … ${spec.max} ${spec.unit}`.trim());
    case 'boolean':
      return new Option(`--${name} [yes|no]`, `${spec.help} (default: ${spec.default ? 'yes' : 'no'})`).preset('yes');
    case 'choice':
      return new Option(`--${name} <choice>`, `${spec.help} ${spec.options.map((option) => option.value).join(', ')}`);
    case 'brush':
    case 'mask':
      return new Option(`--${name} <json>`, `${spec.help} As JSON.`);
  }
}

interface StageFileRequest {
  readonly stage: StageId;
  readonly input: string | null;
  readonly output: string;
  readonly prompt: string;
  readonly seed: number;
  readonly packId: string | null;
  readonly parameters: Readonly<Record<string, SetValue>>;
}

/** Checks everything and lists everything that is wrong at once. @throws StudioError invalid-input, not-found */
export function readStageOptions(
  stage: StageId,
  specs: readonly ParameterSpec[],
  options: StageOptions & Readonly<Record<string, unknown>>,
): StageFileRequest {
  const issues: string[] = [];
  const parameters: Record<string, SetValue> = {};
  for (const spec of specs) {
    const text = options[spec.key];
    if (typeof text !== 'string') continue;
    const read = readValue(spec, text);
    if ('issue' in read) issues.push(`${flagOf(spec).long} ${text}: ${read.issue}`);
    else parameters[spec.key] = read.value;
  }
  const seed = readSeed(options.seed, issues) ?? 0;
  if (options.out === undefined) issues.push('give --out FILE: where to put the result');
  if (stage !== 't2i' && options.in === undefined)
    issues.push('give --in FILE: a picture, a video or a folder of PNGs');
  if (stage === 't2i' && (options.prompt ?? '').trim() === '') issues.push('give --prompt TEXT');
  if (issues.length > 0 || options.out === undefined) throw usageError(issues);
  const input = options.in === undefined ? null : resolve(options.in);
  if (input !== null && !existsSync(input)) {
    throw new StudioError('not-found', `There is no file ${input}. Check the name after --in.`);
  }
  return {
    stage,
    input,
    output: resolve(options.out),
    prompt: options.prompt ?? '',
    seed,
    packId: options.pack ?? null,
    parameters,
  };
}
