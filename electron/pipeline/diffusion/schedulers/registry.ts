import { z } from 'zod';
import { StudioError } from '../../../contract/errors.ts';
import { ddim, ddimSchema } from './ddim.ts';
import { dpmSolverMultistep, dpmSolverMultistepSchema } from './dpm-solver-multistep.ts';
import { euler, eulerSchema } from './euler.ts';
import { eulerAncestral, eulerAncestralSchema } from './euler-ancestral.ts';
import { lcm, lcmSchema } from './lcm.ts';
import { pndm, pndmSchema } from './pndm.ts';
import { cutToStrength, type Scheduler } from './scheduler.ts';
import { uniPcMultistep, uniPcMultistepSchema } from './unipc-multistep.ts';

interface Entry {
  create(config: unknown, steps: number, eta: number): Scheduler;
}

function entry<Schema extends z.ZodType>(
  schema: Schema,
  make: (config: z.infer<Schema>, steps: number, eta: number) => Scheduler,
): Entry {
  return { create: (config, steps, eta) => make(schema.parse(config), steps, eta) };
}

/** By the class name that scheduler_config.json gives. */
const schedulers: Readonly<Record<string, Entry>> = {
  DDIMScheduler: entry(ddimSchema, ddim),
  DPMSolverMultistepScheduler: entry(dpmSolverMultistepSchema, dpmSolverMultistep),
  EulerAncestralDiscreteScheduler: entry(eulerAncestralSchema, eulerAncestral),
  EulerDiscreteScheduler: entry(eulerSchema, euler),
  LCMScheduler: entry(lcmSchema, lcm),
  PNDMScheduler: entry(pndmSchema, pndm),
  UniPCMultistepScheduler: entry(uniPcMultistepSchema, uniPcMultistep),
};

/** What a run may be asked beside its number of steps. */
export interface RunOptions {
  /** DDIM's share of fresh noise, 0 … 1; others have none to set. */
  readonly eta?: number;
  /** 0 … 1: how much of the schedule is run, from its end. */
  readonly strength?: number;
}

const classSchema = z.object({ _class_name: z.string() });

/**
 * A sampling run from a published scheduler_config.json.
 * @param config parsed file; `_class_name` picks the scheduler
 * @param steps of the whole schedule
 * @throws StudioError `pack-invalid` for an unknown scheduler or a setting that is not supported, `invalid-input` for more steps
 * than the scheduler can make
 */
export function createScheduler(config: unknown, steps: number, { eta = 0, strength = 1 }: RunOptions = {}): Scheduler {
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
    return cutToStrength(found.create(config, steps, eta), steps, strength);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const issues = error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
    throw new StudioError('pack-invalid', `The pack's ${named.data._class_name} config does not fit. ${issues}.`);
  }
}
