import { navigate } from 'wouter/use-browser-location';
import type { Remedy } from './error-words.ts';

/** What the buttons of an error say. */
export const remedyLabels: Readonly<Record<Remedy, string>> = {
  retry: 'Try again',
  models: 'Open Models',
  settings: 'Open Settings',
  'free-space': 'Free disk space',
  reload: 'Reload',
};

/** What they do; trying again is the caller's own, and there is no button for where one already is. */
export function remedyAction(remedy: Remedy, onRetry?: () => void): (() => void) | undefined {
  const goTo = (path: string): (() => void) | undefined =>
    window.location.pathname === path.replace(/#.*/, '') ? undefined : () => navigate(path);
  switch (remedy) {
    case 'retry':
      return onRetry;
    case 'models':
      return goTo('/models');
    case 'settings':
      return goTo('/settings');
    case 'free-space':
      return goTo('/settings#disk');
    case 'reload':
      return () => window.location.reload();
  }
}
