import fc from 'fast-check';
import { zipSync } from 'fflate';
import { expect, it } from 'vitest';
import { recipeTextIn } from '../../../electron/studio/recipe-in-file.ts';

const box = (kind: string, ...content: Uint8Array[]): Buffer => {
  const body = Buffer.concat(content);
  const header = Buffer.alloc(8);
  header.writeUInt32BE(body.length + 8);
  header.write(kind, 4, 'latin1');
  return Buffer.concat([header, body]);
};
const none = Buffer.alloc(4);
const text = '{"prompt":"é"}';
const mp4 = (comment: Uint8Array): Buffer =>
  Buffer.concat([
    box('ftyp', none),
    box('moov', box('mvhd', none), box('udta', comment)),
    box('mdat', Buffer.alloc(100)),
  ]);

it('reads both ways of QuickTime to keep a comment', () => {
  const itunes = box(
    'meta',
    none,
    box('ilst', box('\u00a9nam', none), box('\u00a9cmt', box('data', Buffer.alloc(8), Buffer.from(text)))),
  );
  expect(recipeTextIn(mp4(itunes))).toBe(text);
  expect(recipeTextIn(mp4(box('\u00a9cmt', none, Buffer.from(text))))).toBe(text);
});

it('finds nothing in videos of others, whose pictures come first and go on for gigabytes', () => {
  const endless = Buffer.from([0, 0, 0, 1, ...Buffer.from('mdat'), 0, 0, 1, 0, 0, 0, 0, 0]);
  expect(recipeTextIn(Buffer.concat([box('ftyp', none), endless, Buffer.alloc(1_000)]))).toBeNull();
  expect(recipeTextIn(new Uint8Array(1_000))).toBeNull();
  expect(recipeTextIn(new Uint8Array())).toBeNull();
  expect(recipeTextIn(zipSync({ 'other.json': Buffer.from(text) }))).toBeNull();
});

it('ends on any bytes, however they contradict themselves (would catch a loop or a read past the end)', () => {
  const starts = fc.constantFrom(
    Buffer.from('\0\0\0\x08ftyp\0\0\0\x10moov\0\0\0\x08udta', 'latin1'),
    Buffer.from([0x1a, 0x45, 0xdf, 0xa3, 0x80, 0x18, 0x53, 0x80, 0x67, 0xff, 0x12, 0x54, 0xc3, 0x67, 0xff]),
    Buffer.from('GIF89a\x01\0\x01\0\xf0\0\0', 'latin1'),
    Buffer.from('RIFF\0\0\0\0WEBPXMP \xff\xff\xff\xff', 'latin1'),
    Buffer.from('PK\x03\x04', 'latin1'),
    Buffer.from(zipSync({ 'recipe.json': Buffer.from(text) })),
  );
  const tail = fc.uint8Array({ maxLength: 200 });
  const few = fc
    .array(fc.constantFrom(0, 1, 0x21, 0xfe, 0xff, 0x80, 0x73, 0x67, 0xc8), { maxLength: 60 })
    .map(Buffer.from);
  fc.assert(
    fc.property(starts, fc.oneof(tail, few), (start, rest) => {
      const found = recipeTextIn(Buffer.concat([start, rest]));
      expect(found === null || typeof found === 'string').toBe(true);
    }),
    { numRuns: 2_000 },
  );
});
