import { type ChildProcess, spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { findBrowser } from '../../scripts/find-browser.ts';

const root = resolve(import.meta.dirname, '..', '..');
const node = join(root, 'node_modules', '.bin', 'node');

/** The studio as a server, in a process of its own. */
export interface RunningServer {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** All it has said so far. */
  readonly words: string;
  stop(): Promise<void>;
}

/**
 * Runs `serve` on a home and waits for the one line that names its address.
 * @param environment goes on top of this process's own
 * @param port 0: any free one
 */
export async function startServer(
  home: string,
  environment: Readonly<Record<string, string>> = {},
  port = 0,
): Promise<RunningServer> {
  const child = spawn(
    node,
    [join(root, 'electron', 'hosts', 'cli', 'main.ts'), 'serve', '--home', home, '--port', String(port)],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...environment },
    },
  );
  const ended = new Promise<number | null>((done) => child.once('close', done));
  let words = '';
  const url = await new Promise<string>((found, failed) => {
    const read = (text: string): void => {
      words += text;
      const line = /Stillmotion Studio: (http:\/\/\S+)/.exec(words);
      if (line?.[1]) found(line[1]);
    };
    child.stdout.setEncoding('utf8').on('data', read);
    child.stderr.setEncoding('utf8').on('data', read);
    child.once('error', failed);
    void ended.then((code) => failed(new Error(`The server ended with ${code} before it was ready:\n${words}`)));
  });
  return {
    url,
    port: Number(new URL(url).port),
    pid: child.pid ?? 0,
    get words() {
      return words;
    },
    stop: () => stopServer(child, ended),
  };
}

async function stopServer(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 20_000);
  await ended;
  clearTimeout(timer);
}

/** Where Chromium is on this machine. @throws Error that says how to get one */
export function findChromium(): string {
  const found = findBrowser();
  if (found === null) throw new Error('No Chromium here. Install it, or set CHROMIUM_PATH to one.');
  return found;
}
