import { phrase, t } from '../i18n/i18n.ts';
/** Every keyboard shortcut, as the list in Settings and behind `?` shows them. `Mod` is Ctrl, or Command on a Mac. */
export const shortcutGroups: readonly {
  readonly title: string;
  readonly shortcuts: readonly { readonly keys: readonly string[]; readonly does: string }[];
}[] = [
  {
    title: phrase('Everywhere'),
    shortcuts: [
      { keys: ['Mod', 'K'], does: phrase('Go to a screen or a project') },
      { keys: ['G'], does: phrase('Gallery') },
      { keys: ['?'], does: phrase('List of shortcuts') },
      { keys: ['Mod', 'V'], does: phrase('Animate the copied picture') },
      { keys: ['Mod', 'Enter'], does: phrase('Generate') },
    ],
  },
  {
    title: phrase('Gallery'),
    shortcuts: [
      { keys: ['F'], does: phrase('Favourite, or not') },
      { keys: ['F2'], does: phrase('Rename') },
      { keys: ['Delete'], does: phrase('Move to the bin') },
    ],
  },
  {
    title: phrase('Player'),
    shortcuts: [
      { keys: ['Space'], does: phrase('Play or pause') },
      { keys: ['←'], does: phrase('One frame back') },
      { keys: ['→'], does: phrase('One frame on') },
      { keys: ['J'], does: phrase('Play backwards') },
      { keys: ['K'], does: phrase('Stop') },
      { keys: ['L'], does: phrase('Play forwards') },
      { keys: ['Home'], does: phrase('First frame') },
      { keys: ['End'], does: phrase('Last frame') },
    ],
  },
  {
    title: phrase('Takes'),
    shortcuts: [
      { keys: ['S'], does: phrase('Star, or not') },
      { keys: ['M'], does: phrase('More like this') },
      { keys: ['N'], does: phrase('Write a note') },
      { keys: ['D'], does: phrase('Differences from the shown take') },
      { keys: ['Delete'], does: phrase('Delete the take') },
      { keys: ['Alt', '↑'], does: phrase('The prompt before') },
      { keys: ['Alt', '↓'], does: phrase('The prompt after') },
    ],
  },
  {
    title: phrase('Reference editor'),
    shortcuts: [
      { keys: ['Mod', 'Z'], does: phrase('Undo') },
      { keys: ['Mod', 'Shift', 'Z'], does: phrase('Redo') },
      { keys: ['Mod', 'V'], does: phrase('Add the copied picture as a layer') },
      { keys: ['Delete'], does: phrase('Delete the chosen layer') },
      { keys: ['['], does: phrase('A smaller brush') },
      { keys: [']'], does: phrase('A larger brush') },
      { keys: ['Esc'], does: phrase('Close') },
    ],
  },
];

/** True where the event's target takes text, so that a letter must stay a letter. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName);
}

/** Keys that are called differently on other keyboards. */
const keyNames: Readonly<Record<string, string>> = {
  Ctrl: phrase('Ctrl'),
  Shift: phrase('Shift (key)'),
  Space: phrase('Space (key)'),
  Delete: phrase('Delete (key)'),
  Home: phrase('Home (key)'),
  End: phrase('End (key)'),
};

/** The name of a key on this computer's keyboard. */
export function keyName(key: string): string {
  if (key !== 'Mod') return t(keyNames[key] ?? key);
  return /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘' : keyName('Ctrl');
}
