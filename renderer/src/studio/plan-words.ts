import type { Plan } from '../../../electron/contract/domain.ts';
import { formatBytes, formatDuration } from '../components/format.ts';
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
    ...memoryWords(plan),
  ].join(' · ');
}

/** “1.2 GB”: the most that one of the stages will hold. Nothing while that of one of them is not known. */
function memoryWords({ steps }: Plan): string[] {
  const bytes = Math.max(0, ...steps.map((step) => step.estimatedMemoryBytes ?? Number.POSITIVE_INFINITY));
  return Number.isFinite(bytes) && bytes > 0 ? [formatBytes(bytes)] : [];
}

/** What is known to need more memory than Settings allow; null when nothing is. */
export function memoryWarning({ steps, allowedMemoryBytes }: Plan): string | null {
  const largest = Math.max(0, ...steps.map((step) => step.estimatedMemoryBytes ?? 0));
  if (largest <= allowedMemoryBytes) return null;
  return t('Takes about {{needed}} of memory; Settings allow {{allowed}}. Choose a smaller size or fewer frames.', {
    needed: formatBytes(largest),
    allowed: formatBytes(allowedMemoryBytes),
  });
}
