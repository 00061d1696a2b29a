import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitSize, presets } from '../../../electron/contract/geometry.ts';
import { estimateMemory, estimateSeconds, heldAtOnce, workOf } from '../../../electron/queue/estimate.ts';
import { canonicalJson, type KeyInput, takeKey } from '../../../electron/queue/keys.ts';
import { shapeOf } from '../../../electron/queue/plan.ts';
import { JobProgress } from '../../../electron/queue/progress.ts';
import { resolveParameters, specsWithDefaults } from '../../../electron/queue/resolve.ts';

const base: KeyInput = {
  stage: 'i2v',
  method: 'motion-field',
  packId: 'pack',
  weightsHash: 'w',
  parameters: { pan: 0.5, zoom: 1.2, followPrompt: true },
  prompt: 'waves',
  negativePrompt: '',
  seed: 1,
  parentContent: 'p',
  width: 600,
  height: 600,
  frames: 32,
  fps: 8,
};

describe('keys', () => {
  it('stay the same however the parameters were put together (would catch needless reruns)', () => {
    expect(takeKey({ ...base, parameters: { followPrompt: true, zoom: 1.2, pan: 0.5 } })).toBe(takeKey(base));
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (record) => {
        const shuffled = Object.fromEntries(Object.entries(record).reverse());
        expect(canonicalJson(shuffled)).toBe(canonicalJson(record));
        expect(JSON.parse(canonicalJson(record))).toEqual(JSON.parse(JSON.stringify(record)));
      }),
    );
  });

  it('differ with every fact the frames depend on (would catch a stale take shown as new)', () => {
    const changes: Partial<KeyInput>[] = [
      { stage: 'v2v' },
      { packId: 'other' },
      { weightsHash: 'x' },
      { parameters: { ...base.parameters, pan: 0.51 } },
      { prompt: 'wave' },
      { seed: 2 },
      { parentContent: 'q' },
      { parameters: { ...base.parameters, mask: [{ kind: 'invert' }] } },
      { parameters: { ...base.parameters, mask: [{ kind: 'paint', points: [{ x: 0.5, y: 0.5 }], radius: 0.1 }] } },
      { width: 608 },
      { height: 608 },
      { frames: 31 },
      { fps: 12 },
    ];
    const keys = changes.map((change) => takeKey({ ...base, ...change }));
    expect(new Set([takeKey(base), ...keys]).size).toBe(changes.length + 1);
  });

  it('ignore what a method does not read (would catch V2V redone for a new seed or prompt)', () => {
    const refiner: KeyInput = { ...base, stage: 'v2v', method: 'refiner', parameters: { strength: 1 } };
    expect(takeKey({ ...refiner, prompt: 'other', seed: 99, negativePrompt: 'blurry' })).toBe(takeKey(refiner));
    const deaf: KeyInput = { ...base, parameters: { followPrompt: false } };
    expect(takeKey({ ...deaf, prompt: 'other' })).toBe(takeKey(deaf));
  });

  it('of clips made by diffusion hold prompts and seed; the negative one counts with guidance alone', () => {
    for (const stage of ['i2v', 'v2v'] as const) {
      const clip: KeyInput = { ...base, stage, method: 'latent-diffusion', parameters: { guidanceScale: 7.5 } };
      const changes: Partial<KeyInput>[] = [{ prompt: 'wind' }, { negativePrompt: 'blurry' }, { seed: 2 }];
      expect(new Set([clip, ...changes.map((change) => ({ ...clip, ...change }))].map(takeKey)).size).toBe(4);
      const unguided: KeyInput = { ...clip, parameters: { guidanceScale: 1 } };
      expect(takeKey({ ...unguided, negativePrompt: 'blurry' })).toBe(takeKey(unguided));
    }
  });
});

describe('resolving parameters', () => {
  const input = {
    stage: 'i2v',
    method: 'motion-field',
    components: [],
    preset: 'paper',
    packDefaults: {},
    packLimits: {},
  } as const;

  it('goes from spec to preset to pack to person', () => {
    const resolved = resolveParameters({
      ...input,
      packDefaults: { parallax: 0.9, sway: 0.1, junk: 3 },
      chosen: { sway: 0.2 },
    });
    expect(resolved.issues).toEqual([]);
    expect(resolved.parameters).toMatchObject({ frames: 32, size: 600, zoom: 1.1, parallax: 0.9, sway: 0.2 });
    expect(resolved.parameters).not.toHaveProperty('junk');
  });

  it('names everything that is wrong at once, with ranges', () => {
    const { issues } = resolveParameters({
      ...input,
      packLimits: { maxFrames: 16 },
      chosen: { pan: 4, frames: 20, wobble: 1, loop: 'yes' },
    });
    expect(issues).toEqual([
      'i2v.pan is 4; it must be from -1 to 1',
      'i2v.loop is yes; it must be true or false',
      'i2v.frames is 20; this pack goes up to 16',
      expect.stringContaining('i2v.wobble is no parameter of this stage'),
    ]);
  });

  it('quietly stays within a pack’s limits when the person did not ask for more', () => {
    expect(resolveParameters({ ...input, packLimits: { maxFrames: 16, maxSize: 512 }, chosen: {} })).toMatchObject({
      issues: [],
      parameters: { frames: 16, size: 512 },
    });
  });

  it('shows the inspector the same defaults that a run uses', () => {
    const specs = specsWithDefaults({ ...input, packDefaults: { pan: 0.25 } });
    const { parameters } = resolveParameters({ ...input, packDefaults: { pan: 0.25 }, chosen: {} });
    for (const spec of specs) if ('default' in spec) expect(spec.default).toEqual(parameters[spec.key]);
  });
});

it('drawing part of a picture anew has a strength and no size; a new picture has a size and no strength', () => {
  const t2i = {
    stage: 't2i',
    method: 'latent-diffusion',
    components: [],
    preset: 'paper',
    packDefaults: {},
    packLimits: {},
  } as const;
  const anew = resolveParameters({ ...t2i, inpaints: true, chosen: { mask: [{ kind: 'invert' }] } });
  expect(anew.issues).toEqual([]);
  expect(anew.parameters).toMatchObject({ strength: 1, mask: [{ kind: 'invert' }] });
  expect(anew.parameters).not.toHaveProperty('size');
  const plain = resolveParameters({ ...t2i, chosen: { mask: [{ kind: 'invert' }] } });
  expect(plain.issues).toEqual([expect.stringContaining('t2i.mask is no parameter')]);
  expect(plain.parameters).not.toHaveProperty('strength');
});

describe('shapes', () => {
  it('of part of a picture drawn anew are the picture’s, however odd', () => {
    const odd = { width: 333, height: 777, frames: 1, fps: 24 };
    expect(shapeOf('t2i', {}, odd, 'paper')).toMatchObject({ width: 333, height: 777, frames: 1 });
  });

  it('follow the paper: 1024² → 600²×32 → 1048²×32 → 94 frames at 24 fps', () => {
    const geometry = presets.paper;
    const reference = shapeOf('t2i', { size: geometry.referenceSize }, null, 'paper');
    const keyframes = shapeOf('i2v', { size: 600, frames: 32 }, reference, 'paper');
    const refined = shapeOf('v2v', { size: 1048 }, keyframes, 'paper');
    const smooth = shapeOf('vfi', { factor: 3, fps: 24 }, refined, 'paper');
    expect([reference, keyframes, refined, smooth]).toMatchObject([
      { width: 1024, height: 1024, frames: 1, fps: 1 },
      { width: 600, height: 600, frames: 32, fps: 8 },
      { width: 1048, height: 1048, frames: 32, fps: 8 },
      { width: 1048, height: 1048, frames: 94, fps: 24 },
    ]);
  });

  it('keep a picture’s aspect ratio and are always multiples of 8', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9000 }),
        fc.integer({ min: 1, max: 9000 }),
        fc.integer({ min: 64, max: 1536 }),
        (width, height, size) => {
          const shape = shapeOf('i2v', { size, frames: 8 }, { width, height, frames: 1, fps: 1 }, 'draft');
          expect(shape.width % 8).toBe(0);
          expect(shape.height % 8).toBe(0);
          const refined = shapeOf('v2v', { size: 768 }, shape, 'draft');
          // What rounding the keyframes did to the ratio does not add up in the refined frames.
          expect(refined).toMatchObject(fitSize({ width, height }, 768));
        },
      ),
    );
  });
});

describe('estimates', () => {
  it('of memory take a run of the same size as it is, lie between smaller and larger ones, and grow beyond', () => {
    const runs = [
      { held: 1, peakBytes: 500 },
      { held: 4, peakBytes: 1_100 },
      { held: 9, peakBytes: null },
      { held: null, peakBytes: 7 },
    ];
    expect(estimateMemory(1, runs)).toBe(500);
    expect(estimateMemory(2, runs)).toBeCloseTo(700);
    expect(estimateMemory(0.1, runs)).toBe(500);
    expect(estimateMemory(8, runs)).toBeCloseTo(2_200);
    expect(estimateMemory(1, [])).toBeNull();
  });

  it('of memory never fall when more is held, if the runs do not (random runs)', () => {
    const size = fc.double({ min: 0.01, max: 100, noNaN: true });
    fc.assert(
      fc.property(fc.array(size, { minLength: 1, maxLength: 8 }), size, size, (sizes, a, b) => {
        const runs = sizes.map((held) => ({ held, peakBytes: 300 + 40 * held }));
        const [less, more] = [Math.min(a, b), Math.max(a, b)].map((held) => estimateMemory(held, runs) ?? Number.NaN);
        // Runs within a twentieth count as the same size.
        expect(less).toBeLessThanOrEqual((more ?? 0) * 1.06);
      }),
    );
  });

  it('know that diffusion holds a whole clip, and the others a frame', () => {
    const whole = { parameters: {}, width: 1_000, height: 1_000, frames: 16 };
    expect(heldAtOnce({ method: 'latent-diffusion', ...whole })).toBe(16);
    for (const method of ['motion-field', 'refiner', 'interpolation'] as const)
      expect(heldAtOnce({ method, ...whole })).toBe(1);
  });

  it('take runs of the same size as they are, others by their rate, and say nothing without any', () => {
    expect(estimateSeconds(10, [])).toBeNull();
    expect(
      estimateSeconds(10, [
        { work: 10, seconds: 7 },
        { work: 100, seconds: 20 },
      ]),
    ).toBe(7);
    expect(estimateSeconds(10, [{ work: 100, seconds: 20 }])).toBeCloseTo(2);
    expect(
      workOf({ method: 'latent-diffusion', parameters: { steps: 20 }, width: 1000, height: 1000, frames: 1 }),
    ).toBe(20);
    // Would catch video to video predicted at its full number of steps.
    const clip = { method: 'latent-diffusion', width: 1000, height: 1000, frames: 4 } as const;
    expect(workOf({ ...clip, parameters: { steps: 20, strength: 0.4 } })).toBe(32);
    expect(workOf({ ...clip, parameters: { steps: 20, strength: 0.4, guidanceScale: 1 } })).toBe(16);
  });
});

describe('job progress', () => {
  it('never goes back, keeps its denominator, and is 1 only when every stage is on disk', () => {
    const weights = fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(weights, fc.integer({ min: 1, max: 12 }), (list, of) => {
        const progress = new JobProgress(list.map((weight) => ({ weight, estimatedSeconds: null, finished: false })));
        let last = 0;
        for (const ordinal of list.keys()) {
          progress.begin(ordinal, 0);
          for (let step = 1; step <= of; step++) {
            progress.report(ordinal, step, of);
            expect(progress.fraction).toBeGreaterThanOrEqual(last);
            expect(progress.fraction).toBeLessThan(1);
            last = progress.fraction;
          }
          progress.finish(ordinal, 1);
        }
        expect(progress.fraction).toBe(1);
      }),
    );
  });

  it('says no time left until it can be believed, then measures', () => {
    const progress = new JobProgress([
      { weight: 1, estimatedSeconds: null, finished: false },
      { weight: 3, estimatedSeconds: 30, finished: false },
    ]);
    progress.begin(0, 100);
    expect(progress.secondsLeft(101)).toBeNull();
    progress.report(0, 5, 10);
    expect(progress.secondsLeft(110)).toBeCloseTo(10 / 0.49 - 10 + 30);
    progress.finish(0, 120);
    progress.begin(1, 120);
    expect(progress.secondsLeft(125)).toBeCloseTo(25);
  });

  it('goes by the bar where a stage never ran here, and only once a quarter of it was filled', () => {
    const progress = new JobProgress([1, 1, 2].map((weight) => ({ weight, estimatedSeconds: null, finished: false })));
    progress.begin(0, 0);
    progress.report(0, 9, 10);
    expect(progress.secondsLeft(9)).toBeNull();
    progress.finish(0, 10);
    progress.begin(1, 10);
    expect(progress.secondsLeft(10)).toBeCloseTo(30);
    progress.finish(1, 20);
    progress.begin(2, 20);
    progress.report(2, 5, 10);
    // Its own pace is measured by now: half of the stage took 10 s.
    expect(progress.secondsLeft(30)).toBeCloseTo(10 / 0.49 - 10);
  });

  it('a stage that was there before says nothing about the pace', () => {
    const progress = new JobProgress([
      { weight: 3, estimatedSeconds: null, finished: true },
      { weight: 1, estimatedSeconds: null, finished: false },
    ]);
    progress.begin(1, 50);
    expect(progress.secondsLeft(50)).toBeNull();
  });

  it('a machine that is busy is so for the stages to come: three times slower is learned within the first of four', () => {
    const busy = new JobProgress(
      Array.from({ length: 4 }, () => ({ weight: 1, estimatedSeconds: 10, finished: false })),
    );
    busy.begin(0, 0);
    expect(busy.secondsLeft(0)).toBeCloseTo(40);
    busy.report(0, 5, 10);
    // 15 of the 120 seconds it will really take are over.
    const said = busy.secondsLeft(15) ?? 0;
    expect(said).toBeGreaterThan(80);
    expect(said).toBeLessThan(125);
    busy.finish(0, 30);
    expect(busy.secondsLeft(30)).toBeGreaterThan(75);
  });
});
