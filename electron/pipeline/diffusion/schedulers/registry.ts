import { z } from 'zod';
import { StudioError } from '../../../contract/errors.ts';
import { ddim, ddimSchema } from './ddim.ts';
import { dpmSolverMultistep, dpmSolverMultistepSchema } from './dpm-solver-multistep.ts';
import { euler, eulerSchema } from './euler.ts';
import type { Scheduler } from './scheduler.ts';

interface Entry {
  create(config: unknown, steps: number): Scheduler;
}

function entry<Schema extends z.ZodType>(
  schema: Schema,
  make: (config: z.infer<Schema>, steps: number) => Scheduler,
): Entry {
  return { create: (config, steps) => make(schema.parse(config), steps) };
}

/** By the class name that scheduler_config.json gives. */
const schedulers: Readonly<Record<string, Entry>> = {
  DDIMScheduler: entry(ddimSchema, (config, steps) => ddim(config, steps)),
  EulerDiscreteScheduler: entry(eulerSchema, euler),
  DPMSolverMultistepScheduler: entry(dpmSolverMultistepSchema, dpmSolverMultistep),
};

const classSchema = z.object({ _class_name: z.string() });

/**
 * A sampling run from a published scheduler_config.json.
 * @param config parsed file; `_class_name` picks the scheduler
 * @throws StudioError `pack-invalid` for an unknown scheduler or a setting that is not supported
 */
export function createScheduler(config: unknown, steps: number): Scheduler {
  const named = classSchema.safeParse(config);
  const found = named.success ? schedulers[named.data._class_name] : undefined;
  if (!named.success || !found) {
    const name = named.success ? named.data._class_name : 'without a _class_name';
    throw new StudioError(
      'pack-invalid',
      `The pack's scheduler (${name}) is not known; known: ${Object.keys(schedulers).join(', ')}.`,
    );
  }
  try {
    return found.create(config, steps);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const issues = error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
    throw new StudioError('pack-invalid', `The pack's ${named.data._class_name} config does not fit. ${issues}.`);
  }
}
