import { StudioError } from '../contract/errors.ts';
import { type PresetId, presetParameters, type StageId, stageLabels } from '../contract/geometry.ts';
import { maxMaskPoints } from '../contract/mask.ts';
import {
  defaultValue,
  type MethodId,
  type ParameterSpec,
  type Parameters,
  type ParameterValue,
  parameterSpecs,
  parametersSchema,
} from '../contract/parameters.ts';

export interface ResolveInput {
  readonly stage: StageId;
  /** Text to image inside a mask of a picture there is. */
  readonly inpaints?: boolean;
  readonly method: MethodId;
  /** Roles of the pack's components. */
  readonly components: readonly string[];
  readonly preset: PresetId;
  /** Defaults of the pack; keys that are no parameters of the stage are for its runner and ignored here. */
  readonly packDefaults: Readonly<Record<string, unknown>>;
  readonly packLimits: { readonly maxSize?: number | undefined; readonly maxFrames?: number | undefined };
  /** Only what the person set. */
  readonly chosen: Parameters;
}

export interface Resolved {
  readonly parameters: Parameters;
  /** Everything that is wrong, each with name and range. */
  readonly issues: readonly string[];
}

/** Complete parameters of a stage: its specs' defaults, then the preset's geometry, the pack's defaults, the person's choice. */
export function resolveParameters(input: ResolveInput): Resolved {
  const specs = specsOf(input);
  if (!specs) return { parameters: {}, issues: [`${input.stage}: ${input.method} cannot drive this stage.`] };
  const issues: string[] = [];
  const geometry = presetParameters(input.stage, input.preset);
  const parameters: Record<string, ParameterValue> = {};
  for (const spec of specs) {
    const own = parametersSchema([spec]);
    const fromPack = own.safeParse({ [spec.key]: input.packDefaults[spec.key] });
    const usable = fromPack.success ? fromPack.data[spec.key] : undefined;
    let value = input.chosen[spec.key] ?? usable ?? geometry[spec.key] ?? defaultValue(spec);
    if (!own.safeParse({ [spec.key]: value }).success) {
      issues.push(`${input.stage}.${spec.key} is ${describe(value)}; it must be ${rangeOf(spec)}`);
      value = defaultValue(spec);
    }
    const limited = withinLimits(spec, value, input.packLimits);
    if (limited !== value && spec.key in input.chosen) {
      issues.push(`${input.stage}.${spec.key} is ${describe(value)}; this pack goes up to ${describe(limited)}`);
    }
    parameters[spec.key] = limited;
  }
  for (const key of Object.keys(input.chosen)) {
    if (specs.some((spec) => spec.key === key)) continue;
    issues.push(
      `${input.stage}.${key} is no parameter of this stage with this pack (known: ${specs.map((spec) => spec.key).join(', ')})`,
    );
  }
  return { parameters, issues };
}

/** The specs of a stage as the inspector shows them: with the defaults this preset and pack lead to. */
export function specsWithDefaults(input: Omit<ResolveInput, 'chosen'>): readonly ParameterSpec[] {
  const { parameters } = resolveParameters({ ...input, chosen: {} });
  return (specsOf(input) ?? []).map((spec) =>
    'default' in spec ? ({ ...spec, default: parameters[spec.key] } as ParameterSpec) : spec,
  );
}

function specsOf({
  stage,
  inpaints,
  method,
  components,
}: Omit<ResolveInput, 'chosen'>): readonly ParameterSpec[] | undefined {
  return parameterSpecs(inpaints ? 'inpaint' : stage, method, components);
}

/** @throws StudioError invalid-input that lists every issue */
export function refuseIssues(issues: readonly string[]): void {
  if (issues.length === 0) return;
  throw new StudioError('invalid-input', `${issues.join('. ')}.`, { details: { issues } });
}

function withinLimits(spec: ParameterSpec, value: ParameterValue, limits: ResolveInput['packLimits']): ParameterValue {
  const limit = spec.key === 'size' ? limits.maxSize : spec.key === 'frames' ? limits.maxFrames : undefined;
  return typeof value === 'number' && limit !== undefined ? Math.min(value, limit) : value;
}

function rangeOf(spec: ParameterSpec): string {
  switch (spec.kind) {
    case 'number': {
      const whole = Number.isInteger(spec.step) && Number.isInteger(spec.min) ? 'a whole number ' : '';
      return `${whole}from ${spec.min} to ${spec.max}${spec.unit === '' ? '' : ` ${spec.unit}`}`;
    }
    case 'boolean':
      return 'true or false';
    case 'choice':
      return `one of ${spec.options.map((option) => option.value).join(', ')}`;
    case 'brush':
      return 'a list of brush regions (points 0..1, radius, arrow, motion)';
    case 'mask':
      return `a list of strokes (kind, points, radius) of at most ${maxMaskPoints} points`;
  }
}

function describe(value: ParameterValue): string {
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

/** The lane's name, for messages. */
export function laneOf(stage: StageId): string {
  return stageLabels[stage].lane;
}
