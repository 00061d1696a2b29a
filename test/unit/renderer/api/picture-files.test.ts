import { describe, expect, test } from 'vitest';
import { pictureIn, projectNameOf } from '../../../../renderer/src/api/picture-files.ts';

describe('pictures that are dropped, pasted or picked', () => {
  test('the project is named after the file, without folders, ending and underscores', () => {
    expect(projectNameOf('C:\\photos\\IMG_2041 beach.JPG')).toBe('IMG 2041 beach');
    expect(projectNameOf('/home/ada/v1.2 draft.png')).toBe('v1.2 draft');
    expect(projectNameOf('.png')).toBe('');
    expect(projectNameOf('Evening bay')).toBe('Evening bay');
    expect(projectNameOf(`${'x'.repeat(300)}.png`)).toHaveLength(80);
    expect(projectNameOf(`x${'🌷'.repeat(300)}.png`).isWellFormed()).toBe(true);
  });

  test('the first picture is taken, also when the system does not know its type', () => {
    const text = new File(['a'], 'notes.txt', { type: 'text/plain' });
    const photo = new File(['a'], 'photo.heic');
    expect(pictureIn([text, photo])).toBe(photo);
    expect(pictureIn([text])).toBeUndefined();
    expect(pictureIn(null)).toBeUndefined();
  });
});
