import type { z } from 'zod';
import type { parameterValueSchema } from '../../contract/domain.ts';
import { type StageId, stageIds } from '../../contract/geometry.ts';
import { brushRegionSchema, methodIds, type ParameterSpec, parameterSpecs } from '../../contract/parameters.ts';

/** A value as the contract's calls take it. */
export type SetValue = z.output<typeof parameterValueSchema>;
export type StageParameters = Partial<Record<StageId, Record<string, SetValue>>>;

/** Every parameter of a stage, whatever the method: the studio checks again for the pack that is used. */
export function stageSpecs(stage: StageId): ParameterSpec[] {
  const byKey = new Map<string, ParameterSpec>();
  for (const method of methodIds) {
    for (const spec of parameterSpecs(stage, method) ?? []) if (!byKey.has(spec.key)) byKey.set(spec.key, spec);
  }
  return [...byKey.values()];
}

/** Reads `--set i2v.motionStrength=0.8 …`. Wrong ones are collected in `issues`, each naming the value and what it may be. */
export function readSetValues(pairs: readonly string[]): { parameters: StageParameters; issues: string[] } {
  const parameters: StageParameters = {};
  const issues: string[] = [];
  for (const pair of pairs) {
    const match = /^([a-z0-9]+)\.([A-Za-z0-9]+)=(.*)$/s.exec(pair);
    if (!match) {
      issues.push(`--set ${pair}: write it as stage.name=value, for example --set i2v.motionStrength=0.8`);
      continue;
    }
    const [, stageName = '', key = '', text = ''] = match;
    const stage = stageIds.find((id) => id === stageName);
    if (stage === undefined) {
      issues.push(`--set ${pair}: there is no stage “${stageName}”; the stages are ${stageIds.join(', ')}`);
      continue;
    }
    const specs = stageSpecs(stage);
    const spec = specs.find((candidate) => candidate.key === key);
    if (spec === undefined) {
      issues.push(`--set ${pair}: ${stage} has no “${key}”; it has ${specs.map((known) => known.key).join(', ')}`);
      continue;
    }
    const value = readValue(spec, text);
    if ('issue' in value) issues.push(`--set ${pair}: ${value.issue}`);
    else {
      parameters[stage] ??= {};
      parameters[stage][key] = value.value;
    }
  }
  return { parameters, issues };
}

/** One value as its spec types it. */
export function readValue(spec: ParameterSpec, text: string): { value: SetValue } | { issue: string } {
  switch (spec.kind) {
    case 'number': {
      const value = text.trim() === '' ? Number.NaN : Number(text);
      const whole = Number.isInteger(spec.step) && Number.isInteger(spec.min);
      if (!Number.isFinite(value) || value < spec.min || value > spec.max || (whole && !Number.isInteger(value))) {
        return { issue: `must be a ${whole ? 'whole ' : ''}number from ${spec.min} to ${spec.max}` };
      }
      return { value };
    }
    case 'boolean': {
      const word = text.trim().toLowerCase();
      if (['true', 'yes', 'on', '1'].includes(word)) return { value: true };
      if (['false', 'no', 'off', '0'].includes(word)) return { value: false };
      return { issue: 'must be true or false' };
    }
    case 'choice':
      return spec.options.some((option) => option.value === text)
        ? { value: text }
        : { issue: `must be one of ${spec.options.map((option) => option.value).join(', ')}` };
    case 'brush':
      return readBrush(text);
    case 'mask':
      return { issue: 'is painted in the reference editor' };
  }
}

function readBrush(text: string): { value: SetValue } | { issue: string } {
  try {
    const regions = brushRegionSchema.array().max(64).safeParse(JSON.parse(text));
    if (regions.success) return { value: regions.data };
  } catch {
    // Not JSON: the same words help.
  }
  return {
    issue:
      'must be the JSON of brush regions: [{"points":[{"x":0.5,"y":0.5}],"radius":0.1,"arrow":{"x":0.2,"y":0},"motion":"move"}]',
  };
}
