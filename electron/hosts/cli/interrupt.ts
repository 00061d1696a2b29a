import { StudioError } from '../../contract/errors.ts';

/**
 * Aborts on the first Ctrl-C (or SIGTERM), so that the command ends within one step and says what was kept; the second one
 * ends the process at once.
 */
export function interruptSignal(): { readonly signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort(new StudioError('cancelled', 'Cancelled.'));
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  return {
    signal: controller.signal,
    release() {
      process.off('SIGINT', interrupt);
      process.off('SIGTERM', interrupt);
    },
  };
}
