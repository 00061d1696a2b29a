/**
 * Entry of an engine process: a plain Node process beside the studio. It takes one task at a time over Node's message channel, and
 * ends when it is told to, or when the studio is gone.
 */
import { StudioError } from '../contract/errors.ts';
import type { EngineCommand, EngineMessage } from './messages.ts';
import { runTask } from './tasks.ts';

/** Least time between two progress messages, milliseconds. The last step and every new picture are always told. */
const interval = 100;

let current: { readonly taskId: string; readonly abort: AbortController } | null = null;

function tell(message: EngineMessage): void {
  process.send?.(message);
}

async function run(command: Extract<EngineCommand, { type: 'run' }>): Promise<void> {
  const { taskId, task } = command;
  const abort = new AbortController();
  current = { taskId, abort };
  let told = Number.NEGATIVE_INFINITY;
  try {
    const result = await runTask(task, {
      signal: abort.signal,
      onProgress: (step, of, previewPath) => {
        const now = performance.now();
        if (previewPath === null && step < of && now - told < interval) return;
        told = now;
        tell({ type: 'progress', taskId, step, of, previewPath });
      },
    });
    tell({ type: 'done', taskId, result, residentBytes: process.memoryUsage.rss() });
  } catch (error) {
    const shown = abort.signal.aborted
      ? new StudioError('cancelled', 'Stopped. Finished stages are kept.')
      : StudioError.from(error);
    tell({ type: 'failed', taskId, error: shown.toShape() });
  } finally {
    current = null;
  }
}

process.on('message', (command: EngineCommand) => {
  if (command.type === 'run') void run(command);
  else if (command.type === 'stop') process.exit(0);
  else if (current?.taskId === command.taskId) current.abort.abort();
});
process.on('disconnect', () => process.exit(0));
tell({ type: 'ready', pid: process.pid });
