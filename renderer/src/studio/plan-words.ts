import type { Plan } from '../../../electron/contract/domain.ts';
import { formatDuration } from '../components/format.ts';
import { t } from '../i18n/i18n.ts';
import { laneName } from '../i18n/names.ts';

/** “Keyframes to Smooth · about 20 s”, or what is reused. */
export function planWords(plan: Plan, variations: number): string {
  const fresh = plan.steps.filter((step) => step.reusedTakeId === null);
  const [first, last] = [fresh[0], fresh.at(-1)];
  if (!first || !last) return t('Already made: shows it at once');
  const reused = plan.steps.length - fresh.length;
  const lanes =
    first === last
      ? laneName(first.stage)
      : t('{{from}} to {{to}}', { from: laneName(first.stage), to: laneName(last.stage) });
  const isKnown = fresh.every((step) => step.estimatedSeconds !== null);
  const seconds = fresh.reduce((sum, step) => sum + (step.estimatedSeconds ?? 0), 0) * variations;
  return [
    variations > 1 ? `${lanes} × ${variations}` : lanes,
    ...(reused > 0 ? [t('{{count}} reused', { count: reused })] : []),
    ...(isKnown && seconds > 0 ? [t('about {{duration}}', { duration: formatDuration(seconds) })] : []),
  ].join(' · ');
}
