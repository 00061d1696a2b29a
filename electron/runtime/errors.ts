import { ModelError } from '../../native-models/graph/model-error.ts';
import { StudioError } from '../contract/errors.ts';

/** What ONNX Runtime's allocators say; it has no error codes. */
const allocationFailed = /failed to allocate|bad_?alloc|out of memory|not enough memory/i;
/** It refuses weight files that turn out to be links leading out of their folder. */
const escapes = /external data path/i;

/** Anything thrown while a network is built, loaded or run, as the studio's error. */
export function asStudioError(error: unknown, what: string): StudioError {
  if (error instanceof StudioError) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof ModelError) return new StudioError('model-invalid', message, { cause: error });
  if (error instanceof RangeError || allocationFailed.test(message)) {
    return new StudioError(
      'out-of-memory',
      `${what} needs more memory than is free. What was made before is kept. Choose a smaller size, or close other programs.`,
      { cause: error },
    );
  }
  if (escapes.test(message)) {
    return new StudioError('model-invalid', `${what}: a weight file is a link that leads out of its folder.`, {
      cause: error,
    });
  }
  return new StudioError('internal', `${what} could not be run: ${message}`, { cause: error });
}
