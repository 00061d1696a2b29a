import type { Plan } from '../../../electron/contract/domain.ts';
import { stageLabels } from '../../../electron/contract/geometry.ts';
import { formatDuration } from '../components/format.ts';

/** “Keyframes to Smooth · about 20 s”, or what is reused. */
export function planWords(plan: Plan, variations: number): string {
  const fresh = plan.steps.filter((step) => step.reusedTakeId === null);
  const [first, last] = [fresh[0], fresh.at(-1)];
  if (!first || !last) return 'Already made: shows it at once';
  const reused = plan.steps.length - fresh.length;
  const lanes =
    first === last
      ? stageLabels[first.stage].lane
      : `${stageLabels[first.stage].lane} to ${stageLabels[last.stage].lane}`;
  const isKnown = fresh.every((step) => step.estimatedSeconds !== null);
  const seconds = fresh.reduce((sum, step) => sum + (step.estimatedSeconds ?? 0), 0) * variations;
  return [
    variations > 1 ? `${lanes} × ${variations}` : lanes,
    ...(reused > 0 ? [`${reused} reused`] : []),
    ...(isKnown && seconds > 0 ? [`about ${formatDuration(seconds)}`] : []),
  ].join(' · ');
}
