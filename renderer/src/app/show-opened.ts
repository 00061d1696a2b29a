import { navigate } from 'wouter/use-browser-location';
import type { ManyOpened, Opened } from '../api/open-files.ts';
import { notify } from '../components/notices.ts';

/** Goes to what became of a file. */
export function showOpened(opened: Opened): void {
  if (!opened) return;
  if (opened.note) notify(opened.note);
  navigate(`/studio/${opened.project.id}`);
}

/** Goes to the gallery, where the new projects are, and says what was left out and why. */
export function showManyOpened({ projects, problems }: ManyOpened): void {
  const of = projects.length + problems.length;
  if (projects.length > 0) navigate('/');
  const made = projects.length === 1 ? '1 file became a project' : `${projects.length} files became projects`;
  if (problems.length === 0) notify(`${made}.`);
  else {
    const [first = '', ...rest] = problems;
    const others = rest.length === 0 ? '' : ` And ${rest.length} more like it.`;
    notify(`${made}, of ${of}. ${first}${others}`, { tone: 'error' });
  }
}
