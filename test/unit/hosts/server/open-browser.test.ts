import { expect, it } from 'vitest';
import { browserCommand, hasDisplay } from '../../../../electron/hosts/server/open-browser.ts';

it('opens the link with what each platform has', () => {
  const url = 'http://127.0.0.1:1/?token=a&b';
  expect(browserCommand('linux', url)).toEqual(['xdg-open', url]);
  expect(browserCommand('darwin', url)).toEqual(['open', url]);
  expect(browserCommand('win32', url).at(-1)).toBe('http://127.0.0.1:1/?token=a^&b');
});

it('knows a Linux machine without a screen', () => {
  expect(hasDisplay('linux', {})).toBe(false);
  expect(hasDisplay('linux', { WAYLAND_DISPLAY: 'wayland-0' })).toBe(true);
  expect(hasDisplay('darwin', {})).toBe(true);
});
