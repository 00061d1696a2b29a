import { Option } from 'commander';
import type { DeviceChoice } from '../../contract/domain.ts';
import { deviceChoiceSchema } from '../../contract/domain.ts';
import { StudioError } from '../../contract/errors.ts';
import type { Studio } from '../../studio/types.ts';
import { openForFiles, openStudio } from '../open-studio.ts';
import { interruptSignal } from './interrupt.ts';
import { createOutput, type Output } from './output.ts';

/** Options that every command which opens the studio has. */
export interface CommonOptions {
  readonly home?: string;
  readonly device?: DeviceChoice;
  readonly json?: boolean;
}

export const homeOption = (): Option =>
  new Option('--home <dir>', 'folder of library and packs (default: STILLMOTION_HOME or ~/.stillmotion)');
export const deviceOption = (): Option =>
  new Option('--device <device>', 'where models run; auto takes the GPU when it proves to be right').choices(
    deviceChoiceSchema.options,
  );
export const jsonOption = (): Option => new Option('--json', 'one JSON object a line; the last line is the result');

/**
 * Runs a command with an open studio and closes it whatever happens. With `keepsNothing`, a home folder that another studio has
 * open is no obstacle.
 */
export function withStudio(
  options: CommonOptions,
  work: (studio: Studio, output: Output, signal: AbortSignal) => Promise<void>,
  { keepsNothing = false }: { keepsNothing?: boolean } = {},
): Promise<void> {
  return withOutput(options, async (output, signal) => {
    const studio = await (keepsNothing ? openForFiles(options) : openStudio(options));
    try {
      await work(studio, output, signal);
    } finally {
      await studio.close();
    }
  });
}

/** Runs a command that needs no studio; Ctrl-C aborts its signal. */
export async function withOutput(
  options: CommonOptions,
  work: (output: Output, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const output = createOutput(process, options.json ?? false);
  const interrupt = interruptSignal();
  try {
    await work(output, interrupt.signal);
  } catch (error) {
    throw new ReportedError(StudioError.from(error), output);
  } finally {
    interrupt.release();
  }
}

/** An error on its way out, with the voice that the command speaks in. */
export class ReportedError extends Error {
  readonly error: StudioError;

  constructor(error: StudioError, output: Output) {
    super(error.message, { cause: error });
    this.error = error;
    output.error(error.toShape());
  }
}
