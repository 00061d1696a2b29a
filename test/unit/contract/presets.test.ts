import { describe, expect, it } from 'vitest';
import type { PackSummary } from '../../../electron/contract/domain.ts';
import {
  fitPreset,
  freePresetName,
  maxPresetBytes,
  type PresetSettings,
  readPresetFile,
  writePresetFile,
} from '../../../electron/contract/presets.ts';

const settings: PresetSettings = {
  sizes: 'standard',
  packs: { i2v: 'starter-motion', v2v: 'somebody-elses' },
  parameters: { i2v: { motionStrength: 0.3, pan: -0.5, loop: true }, v2v: { strength: 0.6, steps: 12 } },
};
const content = { format: 1, app: 'Stillmotion', kind: 'preset', name: 'Calm', settings };

describe('a preset file', () => {
  it('says what was saved', () => {
    expect(readPresetFile(writePresetFile({ name: 'Calm', settings }))).toEqual({ name: 'Calm', settings });
  });

  it.each<[string, string, RegExp]>([
    ['of a later version', JSON.stringify({ ...content, format: 2 }), /later version/],
    ['of wrong types', JSON.stringify({ ...content, settings: { ...settings, parameters: { i2v: [1] } } }), /settings/],
    ['with sizes that do not exist', JSON.stringify({ ...content, settings: { ...settings, sizes: 'huge' } }), /sizes/],
    ['without a name', JSON.stringify({ ...content, name: '  ' }), /name/],
    ['that is a picture', '\u0089PNG\r\n', /not JSON/],
    ['that is another kind of JSON', '{"format": 1, "app": "Stillmotion"}', /something else/],
    ['that is too large', `${JSON.stringify(content)}${' '.repeat(maxPresetBytes)}`, /larger than 256 KB/],
    ['that is empty', '', /not JSON/],
  ])('%s is refused in words', (_fault, text, words) => {
    expect(() => readPresetFile(text)).toThrow(words);
    expect(() => readPresetFile(text)).toThrow(/Nothing was added/);
  });
});

const pack = (id: string, change: Partial<PackSummary>): PackSummary => ({
  id,
  name: id,
  version: '1',
  summary: '',
  licence: { name: '', text: '' },
  source: '',
  stages: ['i2v'],
  method: 'motion-field',
  components: [],
  sizeBytes: 1,
  health: 'ok',
  problem: null,
  builtIn: true,
  ...change,
});
const installed = [pack('starter-motion', {}), pack('starter-refiner', { stages: ['v2v'], method: 'refiner' })];

describe('fitting a preset to what is installed', () => {
  it('keeps what can be had and names the rest: a pack that is not there, a parameter the other one does not take', () => {
    expect(fitPreset(settings, installed)).toEqual({
      packs: { i2v: 'starter-motion' },
      parameters: { i2v: { motionStrength: 0.3, pan: -0.5, loop: true }, v2v: { strength: 0.6 } },
      gaps: [
        { stage: 'v2v', kind: 'pack', name: 'somebody-elses' },
        { stage: 'v2v', kind: 'parameter', name: 'steps' },
      ],
    });
  });

  it('leaves out values out of range and what was painted on another picture', () => {
    const brush = [{ points: [{ x: 0.5, y: 0.5 }], radius: 0.1, arrow: { x: 0, y: 0 }, motion: 'move' as const }];
    const odd: PresetSettings = {
      sizes: 'draft',
      packs: {},
      parameters: { i2v: { pan: 7, brush, roll: 'x', tilt: 0.1 } },
    };
    const { parameters, gaps } = fitPreset(odd, installed);
    expect(parameters).toEqual({ i2v: { tilt: 0.1 } });
    expect(gaps.map(({ name }) => name)).toEqual(['pan', 'brush', 'roll']);
  });

  it('with no packs at all gives nothing and says so', () => {
    expect(fitPreset(settings, []).gaps).toHaveLength(7);
  });
});

it('names that are taken, or built in, get a number (would catch a preset the command line cannot reach)', () => {
  expect(freePresetName('Calm', [])).toBe('Calm');
  expect(freePresetName('calm', ['Calm', 'Calm 2'])).toBe('calm 3');
  expect(freePresetName('Draft', [])).toBe('Draft 2');
});
