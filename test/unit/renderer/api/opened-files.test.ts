import { expect, test } from 'vitest';
import { kindOf } from '../../../../renderer/src/api/opened-files.ts';

test('files are known by their ending, else by their type (would catch an export that is taken for a picture)', () => {
  const kinds = [
    ['Mill.STILLMOTION', '', 'project'],
    ['Calm.stillmotion-preset', '', 'preset'],
    ['clip.mp4', 'video/mp4', 'clip'],
    ['frames.zip', 'application/zip', 'clip'],
    ['loop.gif', 'image/gif', 'picture-or-clip'],
    ['photo.heic', '', 'picture'],
    ['no ending', 'image/jpeg', 'picture'],
    ['no ending', 'video/x-unknown', 'clip'],
    ['notes.txt', 'text/plain', null],
    ['stillmotion', '', null],
  ] as const;
  for (const [name, type, kind] of kinds) expect(kindOf({ name, type }), name).toBe(kind);
});
