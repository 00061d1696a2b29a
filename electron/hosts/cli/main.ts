#!/usr/bin/env node
import { spawnSync } from 'node:child_process';
import { currentLayout } from '../layout.ts';

// `… | head` closes the pipe early: that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

const [major = 0] = process.versions.node.split('.').map(Number);
const { node } = currentLayout().engine;
if (major < 24 && node !== process.execPath) {
  // The machine's Node is older than the studio needs (better-sqlite3 crashes below 22): go on with the one that came along.
  const { status, signal } = spawnSync(node, process.argv.slice(1), { stdio: 'inherit' });
  process.exitCode = status ?? (signal === 'SIGINT' ? 130 : 1);
} else {
  const { runProgram } = await import('./program.ts');
  await runProgram(process.argv);
}
