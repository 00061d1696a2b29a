import { z } from 'zod';
import { type Answer, type CallName, type CallOutput, calls, type Handlers, isCallName } from './calls.ts';
import { StudioError } from './errors.ts';

/**
 * Parses and runs one call: the single door of every host. Never throws; unknown names and bad inputs become answers that
 * name every fault.
 */
export async function dispatch(
  handlers: Handlers,
  name: string,
  rawInput: unknown,
): Promise<Answer<CallOutput<CallName>>> {
  if (!isCallName(name))
    return failure(new StudioError('invalid-input', `There is no call named “${name.slice(0, 80)}”.`));
  const parsed = calls[name].input.safeParse(rawInput ?? {});
  if (!parsed.success) {
    return failure(
      new StudioError('invalid-input', `${name}: ${z.prettifyError(parsed.error)}`, {
        details: { issues: parsed.error.issues.map((issue) => issue.path.join('.')) },
      }),
    );
  }
  try {
    const handler = handlers[name] as (input: unknown) => Promise<CallOutput<CallName>>;
    return { ok: true, value: await handler(parsed.data) };
  } catch (error) {
    return failure(StudioError.from(error));
  }
}

function failure(error: StudioError): Answer<never> {
  return { ok: false, error: error.toShape() };
}
