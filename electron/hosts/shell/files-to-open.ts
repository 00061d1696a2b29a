import { extname } from 'node:path';

/** Pictures, projects and presets open with the app; electron-builder.yml registers the same ones. */
const registeredExtensions = [
  'png',
  'jpg',
  'jpeg',
  'webp',
  'avif',
  'gif',
  'tif',
  'tiff',
  'stillmotion',
  'stillmotion-preset',
] as const;
/** What File → Open offers besides: exported clips, for their recipe. They belong to other programs otherwise. */
export const openableExtensions = [...registeredExtensions, 'mp4', 'mov', 'webm', 'mkv', 'zip'] as const;

/** Pictures, projects and presets named on a command line. Flags and the app's own path are not files to open. */
export function filesToOpen(argv: readonly string[]): string[] {
  return argv
    .slice(1)
    .filter((argument) => !argument.startsWith('-'))
    .filter((argument) => registeredExtensions.some((kind) => kind === extname(argument).slice(1).toLowerCase()));
}
