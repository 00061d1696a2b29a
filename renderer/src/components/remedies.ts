import { navigate } from 'wouter/use-browser-location';
import { phrase, t } from '../i18n/i18n.ts';
import type { Remedy } from './error-words.ts';

const labels: Readonly<Record<Remedy, string>> = {
  retry: phrase('Try again'),
  models: phrase('Open Models'),
  settings: phrase('Open Settings'),
  'free-space': phrase('Free disk space'),
  reload: phrase('Reload'),
};

/** What the button of a remedy says. */
export function remedyLabel(remedy: Remedy): string {
  return t(labels[remedy]);
}

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
