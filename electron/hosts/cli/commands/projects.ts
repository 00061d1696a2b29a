import { extname } from 'node:path';
import { Command } from 'commander';
import type { Take } from '../../../contract/domain.ts';
import { StudioError } from '../../../contract/errors.ts';
import { stageIds } from '../../../contract/geometry.ts';
import type { Studio } from '../../../studio/types.ts';
import { type CommonOptions, homeOption, jsonOption, withStudio } from '../context.ts';
import { describe } from '../generate.ts';
import { readOutKind, slug, usageError } from '../generate-options.ts';
import { guarded } from '../report.ts';
import { freeName, saveTake } from '../save-take.ts';

interface ListOptions extends CommonOptions {
  readonly search?: string;
}
interface ExportOptions extends CommonOptions {
  readonly take?: string;
  readonly out?: string;
}

export function projectsCommand(): Command {
  const projects = new Command('projects')
    .summary('the library')
    .description('Lists projects and exports their videos.');
  projects
    .command('list')
    .description('Lists projects, newest first: id, takes, length, name.')
    .option('--search <text>', 'only those with this in their name or prompt')
    .addOption(homeOption())
    .addOption(jsonOption())
    .action(
      guarded((options: ListOptions) =>
        withStudio(options, async (studio, output) => {
          const list = await allProjects(studio, options.search ?? '');
          const lines = list.map((project) => {
            const length = project.durationSeconds === null ? '' : `${project.durationSeconds.toFixed(1)} s`;
            return `${project.id}  ${String(project.takeCount).padStart(3)} takes  ${length.padStart(7)}  ${project.name}`;
          });
          output.result({ projects: list }, lines.length === 0 ? ['No projects yet.'] : lines);
        }),
      ),
    );
  projects
    .command('export')
    .description('Saves the newest take of the last stage of a project, or the take you name.')
    .argument('<project>', 'id of the project, as projects list shows it')
    .option('--take <id>', 'a certain take')
    .option('--out <file>', '.mp4, .webm, .gif, .zip of PNGs, .png for a picture, or a folder for PNGs')
    .addOption(homeOption())
    .addOption(jsonOption())
    .action(
      guarded((projectId: string, options: ExportOptions) =>
        withStudio(options, async (studio, output) => {
          const { project, takes } = await studio.handlers['projects.get']({ projectId });
          const take = pickTake(takes, options.take);
          const issues: string[] = [];
          const kind = readOutKind(options.out, take.stage, issues);
          if (issues.length > 0) throw usageError(issues);
          const extension = take.stage === 't2i' ? '.png' : '.mp4';
          const out = options.out ?? freeName(slug(project.name), extension);
          output.progress(extname(out) || 'frames', 0, null);
          const { value, summary } = describe({ path: await saveTake(studio, take, kind, out), take });
          output.result(value, [summary, String(value.out)]);
        }),
      ),
    );
  return projects;
}

async function allProjects(studio: Studio, search: string) {
  const page = 500;
  const found = [];
  for (let offset = 0; ; offset += page) {
    const { projects, total } = await studio.handlers['projects.list']({
      search,
      favouritesOnly: false,
      tags: [],
      deleted: false,
      sort: 'newest',
      offset,
      limit: page,
    });
    found.push(...projects);
    if (projects.length === 0 || found.length >= total) return found;
  }
}

/** The named take; else the newest one of the latest stage there is. @throws StudioError not-found */
function pickTake(takes: readonly Take[], takeId: string | undefined): Take {
  const wanted =
    takeId === undefined
      ? takes.toSorted((a, b) => stageIds.indexOf(b.stage) - stageIds.indexOf(a.stage) || b.createdAt - a.createdAt)[0]
      : takes.find((take) => take.id === takeId);
  if (wanted) return wanted;
  throw new StudioError(
    'not-found',
    takeId === undefined
      ? 'This project has no takes yet. Generate something first.'
      : `This project has no take ${takeId}. See: stillmotion projects list`,
  );
}
