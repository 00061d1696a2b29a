/** Every keyboard shortcut, as the list in Settings and behind `?` shows them. `Mod` is Ctrl, or Command on a Mac. */
export const shortcutGroups: readonly {
  readonly title: string;
  readonly shortcuts: readonly { readonly keys: readonly string[]; readonly does: string }[];
}[] = [
  {
    title: 'Everywhere',
    shortcuts: [
      { keys: ['Mod', 'K'], does: 'Go to a screen or a project' },
      { keys: ['G'], does: 'Gallery' },
      { keys: ['?'], does: 'List of shortcuts' },
      { keys: ['Mod', 'V'], does: 'Animate the copied picture' },
      { keys: ['Mod', 'Enter'], does: 'Generate' },
    ],
  },
  {
    title: 'Gallery',
    shortcuts: [
      { keys: ['F'], does: 'Favourite, or not' },
      { keys: ['F2'], does: 'Rename' },
      { keys: ['Delete'], does: 'Move to the bin' },
    ],
  },
  {
    title: 'Player',
    shortcuts: [
      { keys: ['Space'], does: 'Play or pause' },
      { keys: ['←'], does: 'One frame back' },
      { keys: ['→'], does: 'One frame on' },
      { keys: ['J'], does: 'Play backwards' },
      { keys: ['K'], does: 'Stop' },
      { keys: ['L'], does: 'Play forwards' },
      { keys: ['Home'], does: 'First frame' },
      { keys: ['End'], does: 'Last frame' },
    ],
  },
  {
    title: 'Reference editor',
    shortcuts: [
      { keys: ['Mod', 'Z'], does: 'Undo' },
      { keys: ['Mod', 'Shift', 'Z'], does: 'Redo' },
      { keys: ['['], does: 'A smaller brush' },
      { keys: [']'], does: 'A larger brush' },
      { keys: ['Esc'], does: 'Close' },
    ],
  },
];

/** True where the event's target takes text, so that a letter must stay a letter. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName);
}

/** The name of a key on this computer's keyboard. */
export function keyName(key: string): string {
  if (key !== 'Mod') return key;
  return /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘' : 'Ctrl';
}
