import type { ErrorCode } from '../../../electron/contract/errors.ts';

/** What a person can do next; the notice draws the button. `retry` needs the caller to say what is tried again. */
export type Remedy = 'retry' | 'models' | 'settings' | 'free-space' | 'reload';

export interface ErrorWords {
  readonly title: string;
  /** Buttons, best first. */
  readonly remedies: readonly Remedy[];
}

/** One sentence and the next steps for every code; the details are the error's own message. */
const words: Readonly<Record<ErrorCode, ErrorWords>> = {
  'invalid-input': { title: 'Something has a value that does not work', remedies: ['retry'] },
  'not-found': { title: 'This is not here any more', remedies: [] },
  conflict: { title: 'This is in use', remedies: ['retry'] },
  'unsupported-picture': { title: 'This is not a picture that can be read', remedies: [] },
  'picture-damaged': { title: 'This picture is damaged', remedies: [] },
  'picture-too-large': { title: 'This picture is too large', remedies: [] },
  'unsupported-video': { title: 'This video cannot be read', remedies: [] },
  'file-damaged': { title: 'The project was not imported', remedies: [] },
  'no-recipe': { title: 'There is no recipe in this file', remedies: [] },
  'pack-missing': { title: 'No installed model does this', remedies: ['models'] },
  'pack-invalid': { title: 'A model is damaged', remedies: ['models', 'retry'] },
  'model-invalid': { title: 'A model’s weights are not what they should be', remedies: ['models'] },
  'device-unavailable': { title: 'The chosen device cannot be used', remedies: ['settings', 'retry'] },
  'out-of-memory': { title: 'Not enough memory', remedies: ['retry', 'settings'] },
  'disk-full': { title: 'The disk is full', remedies: ['free-space', 'retry'] },
  'home-not-writable': { title: 'The studio’s folder cannot be written', remedies: ['settings', 'retry'] },
  'home-in-use': { title: 'Another studio has this folder open', remedies: ['retry'] },
  'home-too-new': { title: 'This folder belongs to a later version', remedies: [] },
  'library-damaged': { title: 'The library is damaged', remedies: ['reload'] },
  'ffmpeg-missing': { title: 'ffmpeg was not found', remedies: ['settings', 'retry'] },
  'ffmpeg-failed': { title: 'The video could not be written', remedies: ['retry', 'settings'] },
  'bad-output': { title: 'The model made an unusable picture', remedies: ['retry', 'settings'] },
  'engine-crashed': { title: 'The engine stopped unexpectedly', remedies: ['retry'] },
  cancelled: { title: 'Cancelled', remedies: ['retry'] },
  'too-late': { title: 'It had already finished', remedies: [] },
  forbidden: { title: 'This page may not talk to the studio', remedies: ['reload'] },
  internal: { title: 'Something went wrong', remedies: ['retry', 'reload'] },
};

export function errorWords(code: ErrorCode): ErrorWords {
  return words[code];
}
