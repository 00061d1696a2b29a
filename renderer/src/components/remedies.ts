import { navigate } from 'wouter/use-browser-location';
import { phrase, t } from '../i18n/i18n.ts';
import type { Remedy } from './error-words.ts';

/** The same again with less to hold in memory. */
export interface SmallerRun {
  /** Edge of the frames, pixels. */
  readonly size: number;
  readonly run: () => void;
}

/** What the caller can do of it; there is no button for the rest. */
export interface OwnRemedies {
  readonly retry?: (() => void) | undefined;
  readonly smaller?: SmallerRun | null | undefined;
}

const labels: Readonly<Record<Exclude<Remedy, 'smaller'>, string>> = {
  retry: phrase('Try again'),
  models: phrase('Open Models'),
  settings: phrase('Open Settings'),
  'free-space': phrase('Free disk space'),
  reload: phrase('Reload'),
};

/** What the button of a remedy says. */
export function remedyLabel(remedy: Remedy, own: OwnRemedies = {}): string {
  return remedy === 'smaller' ? t('Try at {{size}} px', { size: own.smaller?.size ?? '' }) : t(labels[remedy]);
}

/** What they do; there is no button for a screen that is open. */
export function remedyAction(remedy: Remedy, own: OwnRemedies = {}): (() => void) | undefined {
  const goTo = (path: string): (() => void) | undefined =>
    window.location.pathname === path.replace(/#.*/, '') ? undefined : () => navigate(path);
  switch (remedy) {
    case 'smaller':
      return own.smaller?.run;
    case 'retry':
      return own.retry;
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
