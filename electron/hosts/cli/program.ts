import { Command, CommanderError } from 'commander';
import { stageIds } from '../../contract/geometry.ts';
import { demoCommand } from './commands/demo.ts';
import { doctorCommand } from './commands/doctor.ts';
import { generateCommand } from './commands/generate.ts';
import { packsCommand } from './commands/packs.ts';
import { projectsCommand } from './commands/projects.ts';
import { serveCommand } from './commands/serve.ts';
import { stageCommand } from './commands/stage.ts';
import { exitCodeHelp, exitCodes } from './exit-codes.ts';

/** The whole command line. Parsing never ends the process: the caller gets the exit status. */
function createProgram(): Command {
  const program = new Command('stillmotion')
    .description('Turns a prompt, or a picture of yours, into a short, smooth video, on this machine.')
    .showSuggestionAfterError()
    .addHelpText(
      'after',
      `
Start here:
  stillmotion generate --image photo.jpg --prompt "slow zoom in" --preset draft --out clip.mp4
  stillmotion generate --help

${exitCodeHelp}`,
    );
  const commands = [
    generateCommand(),
    ...stageIds.map(stageCommand),
    packsCommand(),
    projectsCommand(),
    doctorCommand(),
    serveCommand(),
    demoCommand(),
  ];
  for (const command of commands) program.addCommand(command);
  for (const command of [program, ...program.commands, ...program.commands.flatMap((child) => child.commands)]) {
    command.exitOverride().showHelpAfterError('(--help shows what is possible)');
  }
  return program;
}

/** Runs one command line; sets the exit status. */
export async function runProgram(argv: readonly string[]): Promise<void> {
  try {
    await createProgram().parseAsync(argv);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help that was asked for is no failure; commander has written the words already.
    process.exitCode = error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  }
}
