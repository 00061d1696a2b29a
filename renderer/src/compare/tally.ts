import type { ParameterValue } from '../../../electron/contract/parameters.ts';
import { type Criterion, criteria, type Vote, type VotedTake } from '../../../electron/contract/votes.ts';
import { parameterName, valueWords } from '../components/parameter-words.ts';
import { inSentence, t } from '../i18n/i18n.ts';
import { presetName } from '../i18n/names.ts';

/** Votes on one pair of ways to make a clip, as the paper counts them: `method` was better, the same, or worse. */
export interface Tally {
  readonly method: string;
  readonly baseline: string;
  readonly good: number;
  readonly same: number;
  readonly bad: number;
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** z of a 95 % interval. */
const z95 = 1.959964;

/** One row a pair of methods, most votes first. `criterion` null counts every answer to every question. */
export function tallies(votes: readonly Vote[], criterion: Criterion | null): Tally[] {
  const rows = new Map<string, { method: string; baseline: string; good: number; same: number; bad: number }>();
  for (const vote of votes) {
    const [first, second] = [methodOf(vote.first, vote.second), methodOf(vote.second, vote.first)];
    // The same two methods make one row, whichever was called the first.
    const swapped = first < second;
    const [method, baseline] = swapped ? [second, first] : [first, second];
    const key = JSON.stringify([method, baseline]);
    const row = rows.get(key) ?? { method, baseline, good: 0, same: 0, bad: 0 };
    rows.set(key, row);
    for (const asked of criterion === null ? criteria : [criterion]) {
      const answer = vote.answers[asked];
      if (answer === 'same') row.same += 1;
      else if ((answer === 'first') !== swapped) row.good += 1;
      else row.bad += 1;
    }
  }
  return [...rows.values()].sort((a, b) => total(b) - total(a) || a.method.localeCompare(b.method));
}

export const total = ({ good, same, bad }: Tally): number => good + same + bad;

/** What tells a take from the one it stood beside: its model, else what was set differently, else its seed. */
export function methodOf(take: VotedTake, other: VotedTake): string {
  if (take.packName !== other.packName) return take.packName;
  if (take.packVersion !== other.packVersion) return `${take.packName} ${take.packVersion}`;
  const keys = [...new Set([...Object.keys(take.parameters), ...Object.keys(other.parameters)])].sort();
  const different = keys.filter(
    (key) => JSON.stringify(take.parameters[key]) !== JSON.stringify(other.parameters[key]),
  );
  if (different.length > 0) return different.map((key) => settingWords(key, take.parameters[key])).join(', ');
  if (take.preset !== other.preset)
    return t('preset {{preset}}', { preset: take.preset ? inSentence(presetName(take.preset)) : t('none') });
  return t('seed {{seed}}', { seed: take.seed ?? t('none') });
}

function settingWords(key: string, value: ParameterValue | undefined): string {
  const name = inSentence(parameterName(key, undefined));
  return `${name} ${value === undefined ? t('not set') : valueWords(value, undefined)}`;
}

/**
 * The paper's (G + S) / (B + S), with a 95 % interval by the delta method on its logarithm; null while one side of the fraction is
 * empty, which leaves no interval.
 */
export function preference({ good, same, bad }: Tally): (Interval & { readonly ratio: number }) | null {
  const [over, under] = [good + same, bad + same];
  if (over === 0 || under === 0) return null;
  const ratio = over / under;
  const spread = z95 * Math.sqrt(Math.max(0, 1 / over + 1 / under - (2 * same) / (over * under)));
  return { ratio, low: ratio * Math.exp(-spread), high: ratio * Math.exp(spread) };
}

/** Wilson's 95 % interval of a share. */
export function shareInterval(count: number, of: number): Interval {
  if (of === 0) return { low: 0, high: 1 };
  const share = count / of;
  const centre = (share + z95 ** 2 / (2 * of)) / (1 + z95 ** 2 / of);
  const half = (z95 / (1 + z95 ** 2 / of)) * Math.sqrt((share * (1 - share)) / of + z95 ** 2 / (4 * of ** 2));
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

/** Whether the sides were really drawn by lot: how often the first take stood on the left, and whether a fair coin could do that. */
export function sideCheck(votes: readonly Vote[]): { left: number; of: number; interval: Interval; isFair: boolean } {
  const left = votes.filter(({ firstOnLeft }) => firstOnLeft).length;
  const interval = shareInterval(left, votes.length);
  return { left, of: votes.length, interval, isFair: interval.low <= 0.5 && interval.high >= 0.5 };
}

/** The results as a table for other programs (RFC 4180): one row a pair of methods and question. */
export function resultsCsv(votes: readonly Vote[]): string {
  const lines = [['method', 'baseline', 'criterion', 'good', 'same', 'bad', 'preference', 'low', 'high']];
  for (const criterion of [...criteria, null]) {
    for (const tally of tallies(votes, criterion)) {
      const found = preference(tally);
      const numbers = found ? [found.ratio, found.low, found.high].map((value) => value.toFixed(4)) : ['', '', ''];
      const { method, baseline, good, same, bad } = tally;
      lines.push([method, baseline, criterion ?? 'all', `${good}`, `${same}`, `${bad}`, ...numbers]);
    }
  }
  return `${lines.map((line) => line.map(csvField).join(',')).join('\r\n')}\r\n`;
}

/** A leading sign would make a spreadsheet run it as a formula. */
function csvField(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
