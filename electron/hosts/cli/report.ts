import { StudioError } from '../../contract/errors.ts';
import { ReportedError } from './context.ts';
import { exitCodeOf } from './exit-codes.ts';
import { createOutput } from './output.ts';

/** Turns whatever a command throws into words and an exit status. */
export function guarded<Arguments extends readonly unknown[]>(
  action: (...args: Arguments) => Promise<void>,
): (...args: Arguments) => Promise<void> {
  return async (...args) => {
    try {
      await action(...args);
    } catch (thrown) {
      const error = thrown instanceof ReportedError ? thrown.error : StudioError.from(thrown);
      if (!(thrown instanceof ReportedError)) {
        const json = args.some((value) => isRecord(value) && value.json === true);
        createOutput(process, json).error(error.toShape());
      }
      if (error.code === 'internal' && process.env.STILLMOTION_DEBUG) console.error(thrown);
      process.exitCode = exitCodeOf(error.code);
    }
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
