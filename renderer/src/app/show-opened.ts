import { navigate } from 'wouter/use-browser-location';
import type { ManyOpened, Opened } from '../api/open-files.ts';
import { notify } from '../components/notices.ts';
import { t } from '../i18n/i18n.ts';

/** Goes to what became of a file. */
export function showOpened(opened: Opened): void {
  if (!opened) return;
  if ('preset' in opened) {
    notify(t('Preset “{{name}}” added.', { name: opened.preset.name }));
    return;
  }
  if (opened.note) notify(opened.note);
  navigate(`/studio/${opened.project.id}`);
}

/** Goes to the gallery, where the new projects are, and says what was left out and why. */
export function showManyOpened({ projects, problems }: ManyOpened): void {
  const of = projects.length + problems.length;
  if (projects.length > 0) navigate('/');
  const made = t('{{count}} files became projects', { count: projects.length });
  if (problems.length === 0) notify(`${made}.`);
  else {
    const [first = '', ...rest] = problems;
    const others = rest.length === 0 ? '' : ` ${t('And {{count}} more like it.', { count: rest.length })}`;
    notify(t('{{made}}, of {{of}}. {{why}}', { made, of, why: `${first}${others}` }), { tone: 'error' });
  }
}
