import { extname } from 'node:path';

/** Kinds of file that open with the app; electron-builder.yml registers the same ones. */
export const pictureExtensions = ['png', 'jpg', 'jpeg', 'webp', 'avif', 'gif', 'tif', 'tiff'] as const;

/** Picture files named on a command line. Flags and the app's own path are not files to open. */
export function picturesIn(argv: readonly string[]): string[] {
  return argv
    .slice(1)
    .filter((argument) => !argument.startsWith('-'))
    .filter((argument) => pictureExtensions.some((kind) => kind === extname(argument).slice(1).toLowerCase()));
}
