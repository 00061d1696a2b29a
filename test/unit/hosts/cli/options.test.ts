import { describe, expect, it } from 'vitest';
import { errorCodes, StudioError } from '../../../../electron/contract/errors.ts';
import { readStageOptions } from '../../../../electron/hosts/cli/commands/stage.ts';
import { exitCodeOf } from '../../../../electron/hosts/cli/exit-codes.ts';
import { readGenerateOptions, slug } from '../../../../electron/hosts/cli/generate-options.ts';
import { formatBytes, formatSeconds } from '../../../../electron/hosts/cli/output.ts';
import { freeName } from '../../../../electron/hosts/cli/save-take.ts';
import { readSetValues, stageSpecs } from '../../../../electron/hosts/cli/set-values.ts';

function issuesOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof StudioError && error.code === 'invalid-input') return error.message;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('--set', () => {
  it('types values by their spec', () => {
    const { parameters, issues } = readSetValues(['i2v.motionStrength=0.8', 'i2v.loop=yes', 'vfi.factor=4']);
    expect(issues).toEqual([]);
    expect(parameters).toEqual({ i2v: { motionStrength: 0.8, loop: true }, vfi: { factor: 4 } });
  });

  it('reads brush regions as JSON', () => {
    const region = { points: [{ x: 0.5, y: 0.5 }], radius: 0.1, arrow: { x: 0.2, y: 0 }, motion: 'move' };
    expect(readSetValues([`i2v.brush=${JSON.stringify([region])}`]).parameters).toEqual({ i2v: { brush: [region] } });
  });

  it.each([
    ['nonsense', 'stage.name=value'],
    ['x2v.pan=1', 'no stage “x2v”'],
    ['i2v.pann=1', 'motionStrength, pan, tilt'],
    ['i2v.pan=3', 'from -1 to 1'],
    ['i2v.pan=', 'from -1 to 1'],
    ['i2v.pan=Infinity', 'from -1 to 1'],
    ['vfi.factor=2.5', 'whole number'],
    ['i2v.loop=maybe', 'true or false'],
    ['i2v.brush=[{}]', 'JSON of brush regions'],
    ['i2v.constructor=1', 'no “constructor”'],
  ])('refuses %s and says what is possible', (pair, words) => {
    const { issues, parameters } = readSetValues([pair]);
    expect(issues).toHaveLength(1);
    expect(issues[0]).toContain(words);
    expect(parameters).toEqual({});
  });
});

describe('generate', () => {
  it('starts at i2v with a picture, at t2i without', () => {
    expect(readGenerateOptions({ prompt: 'a mill' })).toMatchObject({ from: 't2i', to: 'vfi', preset: 'paper' });
    expect(readGenerateOptions({ image: 'photo.jpg' })).toMatchObject({ from: 'i2v', to: 'vfi' });
  });

  it('knows the kind of output by its extension', () => {
    const kindOf = (out: string) => readGenerateOptions({ prompt: 'x', out }).outKind;
    expect(kindOf('a.MP4')).toEqual({ kind: 'export', format: 'mp4' });
    expect(kindOf('a.zip')).toEqual({ kind: 'export', format: 'png' });
    expect(kindOf('frames/')).toEqual({ kind: 'folder' });
    expect(readGenerateOptions({ prompt: 'x', to: 't2i', out: 'a.png' }).outKind).toEqual({ kind: 'picture' });
  });

  it('lists everything that is wrong at once', () => {
    const message = issuesOf(() =>
      readGenerateOptions({ preset: 'huge', seed: '-1', from: 'v2v', to: 'x', out: 'a.avi', set: ['i2v.pan=9'] }),
    );
    for (const words of ['--prompt TEXT', 'huge', '-1', '--from v2v', '--to x', 'a.avi', 'i2v.pan=9']) {
      expect(message).toContain(words);
    }
  });

  it('refuses stages in the wrong order, and a picture where one is drawn', () => {
    expect(issuesOf(() => readGenerateOptions({ prompt: 'x', from: 'vfi', to: 'i2v' }))).toContain('comes after');
    expect(issuesOf(() => readGenerateOptions({ image: 'a.png', from: 't2i' }))).toContain('leave out --image');
  });

  it('reads packs for one stage and for all they can do, and names a stage that is none', () => {
    expect(readGenerateOptions({ prompt: 'x', pack: ['sd', 'vfi=rife'] }).packs).toEqual({
      byStage: { vfi: 'rife' },
      everywhere: ['sd'],
      saved: {},
    });
    expect(issuesOf(() => readGenerateOptions({ prompt: 'x', pack: ['video=sd'] }))).toContain('no stage “video”');
  });

  it('takes seeds of 32 bits', () => {
    expect(readGenerateOptions({ prompt: 'x', seed: '4294967295' }).seed).toBe(4_294_967_295);
    expect(issuesOf(() => readGenerateOptions({ prompt: 'x', seed: '4294967296' }))).toContain('--seed');
  });
});

describe('one stage on files', () => {
  it('makes every parameter a flag', () => {
    const specs = stageSpecs('vfi');
    expect(readStageOptions('vfi', specs, { in: '.', out: 'b.mp4', factor: '3' }).parameters).toEqual({ factor: 3 });
  });

  it('lists everything that is missing or wrong', () => {
    const message = issuesOf(() => readStageOptions('i2v', stageSpecs('i2v'), { motionStrength: '2' }));
    for (const words of ['--motion-strength 2', '--in FILE', '--out FILE']) expect(message).toContain(words);
  });

  it('names a file that is not there', () => {
    expect(() => readStageOptions('v2v', [], { in: 'no-such-file.mp4', out: 'b.mp4' })).toThrow(/no-such-file\.mp4/);
  });
});

describe('words and codes', () => {
  it('gives every error an exit status that is not success', () => {
    for (const code of errorCodes) expect(exitCodeOf(code)).not.toBe(0);
    expect(exitCodeOf('invalid-input')).toBe(2);
    expect(exitCodeOf('pack-missing')).toBe(3);
    expect(exitCodeOf('home-in-use')).toBe(4);
    expect(exitCodeOf('cancelled')).toBe(130);
    expect(exitCodeOf('engine-crashed')).toBe(1);
  });

  it('makes file names of any prompt', () => {
    expect(slug('A red lighthouse, by the SEA!')).toBe('a-red-lighthouse-by-the-sea');
    expect(slug('  \u{1F600} ')).toBe('stillmotion');
    expect(slug('../../etc/passwd')).toBe('etc-passwd');
    expect(slug('風車')).toBe('風車');
  });

  it('never takes a name that exists', () => {
    const taken = new Set(['a.mp4', 'a-2.mp4']);
    expect(freeName('a', '.mp4', (name) => taken.has(name))).toBe('a-3.mp4');
  });

  it('shows times and sizes as people say them', () => {
    expect([7.4, 83, 4_000].map(formatSeconds)).toEqual(['7 s', '1:23 min', '1:06 h']);
    expect([12, 1536, 40_000_000].map(formatBytes)).toEqual(['12 bytes', '1.5 KB', '40 MB']);
  });
});

describe('generate with a preset of the person’s', () => {
  const saved = {
    sizes: 'draft',
    packs: { i2v: 'my-motion' },
    parameters: { t2i: { steps: 9 }, i2v: { pan: 0.5, tilt: 0.1 } },
    prompt: 'waves',
    seed: 7,
  } as const;

  it('takes what the command line does not say from it, for the stages that run', () => {
    expect(readGenerateOptions({ preset: 'Calm', image: 'a.jpg', set: ['i2v.pan=-1'] }, saved)).toMatchObject({
      prompt: 'waves',
      preset: 'draft',
      seed: 7,
      parameters: { i2v: { pan: -1, tilt: 0.1 } },
      packs: { saved: { i2v: 'my-motion' } },
    });
    expect(readGenerateOptions({ preset: 'Calm', image: 'a.jpg' }, saved).parameters).not.toHaveProperty('t2i');
    expect(readGenerateOptions({ prompt: 'a mill', seed: '3' }, saved)).toMatchObject({ prompt: 'a mill', seed: 3 });
  });
});
