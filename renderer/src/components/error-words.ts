import type { ErrorCode } from '../../../electron/contract/errors.ts';
import { phrase, t } from '../i18n/i18n.ts';

/** What a person can do next; the notice draws the button. `retry` and `smaller` need the caller to say what is tried again. */
export type Remedy = 'smaller' | 'retry' | 'models' | 'settings' | 'free-space' | 'reload';

export interface ErrorWords {
  readonly title: string;
  /** Buttons, best first. */
  readonly remedies: readonly Remedy[];
}

/** One sentence and the next steps for every code; the details are the error's own message. */
const words: Readonly<Record<ErrorCode, ErrorWords>> = {
  'invalid-input': { title: phrase('Something has a value that does not work'), remedies: ['retry'] },
  'not-found': { title: phrase('This is not here any more'), remedies: [] },
  conflict: { title: phrase('This is in use'), remedies: ['retry'] },
  'unsupported-picture': { title: phrase('This is not a picture that can be read'), remedies: [] },
  'picture-damaged': { title: phrase('This picture is damaged'), remedies: [] },
  'picture-too-large': { title: phrase('This picture is too large'), remedies: [] },
  'unsupported-video': { title: phrase('This video cannot be read'), remedies: [] },
  'file-damaged': { title: phrase('The project was not imported'), remedies: [] },
  'no-recipe': { title: phrase('There is no recipe in this file'), remedies: [] },
  'pack-missing': { title: phrase('No installed model does this'), remedies: ['models'] },
  'pack-invalid': { title: phrase('A model is damaged'), remedies: ['models', 'retry'] },
  'model-invalid': { title: phrase('A model’s weights are not what they should be'), remedies: ['models'] },
  offline: { title: phrase('The server of models cannot be reached'), remedies: ['retry'] },
  'download-refused': { title: phrase('This model cannot be downloaded'), remedies: ['retry'] },
  'download-damaged': { title: phrase('The download was damaged'), remedies: ['retry'] },
  'device-unavailable': { title: phrase('The chosen device cannot be used'), remedies: ['settings', 'retry'] },
  'out-of-memory': { title: phrase('Not enough memory'), remedies: ['smaller', 'retry', 'settings'] },
  'disk-full': { title: phrase('The disk is full'), remedies: ['free-space', 'retry'] },
  'home-not-writable': { title: phrase('The studio’s folder cannot be written'), remedies: ['settings', 'retry'] },
  'home-in-use': { title: phrase('Another studio has this folder open'), remedies: ['retry'] },
  'home-too-new': { title: phrase('This folder belongs to a later version'), remedies: [] },
  'library-damaged': { title: phrase('The library is damaged'), remedies: ['reload'] },
  'ffmpeg-missing': { title: phrase('ffmpeg was not found'), remedies: ['settings', 'retry'] },
  'ffmpeg-failed': { title: phrase('The video could not be written'), remedies: ['retry', 'settings'] },
  'bad-output': { title: phrase('The model made an unusable picture'), remedies: ['retry', 'settings'] },
  'engine-crashed': { title: phrase('The engine stopped unexpectedly'), remedies: ['retry'] },
  cancelled: { title: phrase('Cancelled'), remedies: ['retry'] },
  'too-late': { title: phrase('It had already finished'), remedies: [] },
  forbidden: { title: phrase('This page may not talk to the studio'), remedies: ['reload'] },
  internal: { title: phrase('Something went wrong'), remedies: ['retry', 'reload'] },
};

export function errorWords(code: ErrorCode): ErrorWords {
  const { title, remedies } = words[code];
  return { title: t(title), remedies };
}
