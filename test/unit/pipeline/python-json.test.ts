import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePythonJson } from '../../../electron/pipeline/python-json.ts';

describe('JSON as Python writes it', () => {
  it('reads plain JSON like JSON.parse, whatever its texts say', () => {
    const text = fc.oneof(fc.string(), fc.constantFrom('NaN', '-Infinity', '"Infinity"', '\\', '\\"NaN'));
    fc.assert(
      fc.property(fc.jsonValue(), fc.dictionary(text, text), (value, texts) => {
        const written = JSON.stringify([value, texts]);
        expect(parsePythonJson(written)).toEqual(JSON.parse(written));
      }),
    );
  });

  it('reads the infinities of published scheduler configs', () => {
    const written = '{"lambda_min_clipped": -Infinity, "sigma_max": Infinity, "x": NaN, "note": "-Infinity, NaN"}';
    expect(parsePythonJson(written)).toEqual({
      lambda_min_clipped: Number.NEGATIVE_INFINITY,
      sigma_max: Number.POSITIVE_INFINITY,
      x: null,
      note: '-Infinity, NaN',
    });
  });

  it('refuses what is no JSON', () => {
    expect(() => parsePythonJson('{"x": Infinit}')).toThrow(SyntaxError);
  });
});
