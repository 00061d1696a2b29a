/** "IMG_2041 beach.JPG" → "IMG 2041 beach"; empty when nothing readable is left. */
export function projectNameOf(fileName: string): string {
  const stem = fileName.replace(/^.*[\\/]/, '').replace(/\.[a-z0-9]{1,5}$/i, '');
  return stem
    .replace(/[_\s]+/g, ' ')
    .trim()
    .slice(0, 80)
    .replace(/[\ud800-\udbff]$/, ''); // half of a character
}

/** The first picture among dropped or pasted files. */
export function pictureIn(files: Iterable<File> | null | undefined): File | undefined {
  return [...(files ?? [])].find(
    (file) => file.type.startsWith('image/') || /\.(jpe?g|png|webp|avif|gif|tiff?|heic)$/i.test(file.name),
  );
}
