/**
 * A model that cannot be built or read: damaged weight file, missing tensor, wrong shape, unknown architecture, impossible
 * sizes. The message names file and tensor, and says what was expected and what was found. The studio shows it under its
 * own code of the same name.
 */
export class ModelError extends Error {
  readonly code = 'model-invalid' as const;

  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ModelError';
  }
}
