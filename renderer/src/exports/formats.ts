import type { ExportQuality, ExportSettings } from '../../../electron/contract/domain.ts';
import { phrase } from '../i18n/i18n.ts';

export type ExportFormat = ExportSettings['format'];

/** What each format is called and is for, in the order of the dialog. */
export const exportFormats: Readonly<Record<ExportFormat, { readonly label: string; readonly about: string }>> = {
  mp4: { label: 'MP4', about: phrase('H.264 video. Plays everywhere.') },
  h265: { label: 'H.265', about: phrase('MP4 of half the size, for newer players.') },
  av1: { label: 'AV1', about: phrase('MP4, smaller still, for the newest players.') },
  webm: { label: 'WebM', about: phrase('VP9 video, for the web.') },
  mov: { label: 'ProRes', about: phrase('Large and nearly lossless, for editing programs.') },
  gif: { label: 'GIF', about: phrase('Plays by itself, in 256 colours.') },
  webp: { label: 'WebP', about: phrase('Plays by itself, in full colour.') },
  png: { label: 'PNG', about: phrase('Every frame without loss, in one zip.') },
};

export const exportQualities: Readonly<Record<ExportQuality, string>> = {
  small: phrase('Small'),
  balanced: phrase('Balanced'),
  best: phrase('Best'),
};

/** Formats that can say in the file that they play without end. */
export function canPlayWithoutEnd(format: ExportFormat): boolean {
  return format === 'gif' || format === 'webp';
}
