import { Command } from 'commander';
import { currentLayout } from '../../layout.ts';
import { openStudio } from '../../open-studio.ts';
import { openInBrowser } from '../../server/open-browser.ts';
import { ensureRenderer } from '../../server/renderer-build.ts';
import { startServer } from '../../server/server.ts';
import { type CommonOptions, deviceOption, homeOption } from '../context.ts';
import { usageError } from '../generate-options.ts';
import { guarded } from '../report.ts';

interface ServeOptions extends CommonOptions {
  readonly port?: string;
  readonly open?: boolean;
}

export function serveCommand(): Command {
  return new Command('serve')
    .summary('the studio in your browser')
    .description(
      'Serves the studio on 127.0.0.1, to whoever has the link it prints. Ctrl-C ends it; a running job goes on at the next start.',
    )
    .option('--port <n>', 'the port (default: any free one)')
    .option('--open', 'open the link in the browser')
    .addOption(homeOption())
    .addOption(deviceOption())
    .addHelpText(
      'after',
      `
On a machine without a screen, forward the port and open the link at home:
  ssh -L 8123:127.0.0.1:8123 box     then, on the box:  stillmotion serve --port 8123`,
    )
    .action(guarded((options: ServeOptions) => serve(options)));
}

async function serve(options: ServeOptions): Promise<void> {
  const port = readPort(options.port);
  const layout = currentLayout();
  await ensureRenderer(layout, (line) => process.stderr.write(`${line}\n`));
  const studio = await openStudio(options);
  try {
    const server = await startServer({ studio, rendererFolder: layout.renderer, port });
    const stopped = untilStopped();
    process.stdout.write(`Stillmotion Studio: ${server.url}\n`);
    if (options.open) openInBrowser(server.url);
    await stopped;
    await server.close();
  } finally {
    await studio.close();
  }
}

function readPort(text: string | undefined): number {
  if (text === undefined) return 0;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port >= 0 && port <= 65_535) return port;
  throw usageError([`--port ${text}: must be a whole number from 0 to 65535`]);
}

/** Ctrl-C, a polite kill, or the terminal going away. A second Ctrl-C does not wait. */
function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    const stop = (): void => {
      if (asked) process.exit(130);
      asked = true;
      resolve();
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  });
}
