import { spawn } from 'node:child_process';

/** True where a browser can show up: a desktop session is there. */
export function hasDisplay(platform: NodeJS.Platform, environment: NodeJS.ProcessEnv): boolean {
  if (platform === 'darwin' || platform === 'win32') return true;
  return Boolean(environment.DISPLAY || environment.WAYLAND_DISPLAY);
}

/** The program that opens an address in the person's browser. Pure. */
export function browserCommand(platform: NodeJS.Platform, url: string): readonly [string, ...string[]] {
  if (platform === 'darwin') return ['open', url];
  // `start` is a word of cmd; its first quoted argument is a title, and & in an address would end the command.
  if (platform === 'win32') return ['cmd', '/c', 'start', '""', url.replaceAll('&', '^&')];
  return ['xdg-open', url];
}

/** Opens the address if it can; the printed link is there in any case. */
export function openInBrowser(url: string): void {
  if (!hasDisplay(process.platform, process.env)) return;
  const [command, ...args] = browserCommand(process.platform, url);
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  child.on('error', () => {});
  child.unref();
}
