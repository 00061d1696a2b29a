/**
 * What can be done with a file somebody hands over. A `clip` may carry a recipe; some of them (GIF, WebP) are pictures too,
 * when they carry none.
 */
export type FileKind = 'picture' | 'clip' | 'picture-or-clip' | 'project' | 'preset';

const byEnding: readonly (readonly [RegExp, FileKind])[] = [
  [/\.stillmotion$/i, 'project'],
  [/\.stillmotion-preset$/i, 'preset'],
  [/\.(gif|webp)$/i, 'picture-or-clip'],
  [/\.(mp4|m4v|mov|webm|mkv|zip)$/i, 'clip'],
  [/\.(jpe?g|png|avif|tiff?|heic)$/i, 'picture'],
];

/** By the ending of the name, else by the type the system gives it; null for a file the studio has no use for. */
export function kindOf({ name, type }: { readonly name: string; readonly type: string }): FileKind | null {
  const known = byEnding.find(([ending]) => ending.test(name))?.[1];
  if (known) return known;
  if (type.startsWith('image/')) return 'picture';
  return type.startsWith('video/') ? 'clip' : null;
}

/** For file choosers: everything `kindOf` knows. */
export const acceptedFiles = 'image/*,video/*,.zip,.stillmotion,.stillmotion-preset';
