import type { Job, Take } from '../../../electron/contract/domain.ts';

export interface PastPrompt {
  readonly prompt: string;
  readonly negativePrompt: string;
  /** Milliseconds since the epoch. */
  readonly usedAt: number;
}

/** More than anybody looks through. */
const most = 50;

/**
 * The prompts a project was asked for with, the one used last first, each once. Those of jobs count too: they may have failed. What was
 * asked for under a mask is about a part of a picture and is left out.
 */
export function promptHistory(takes: readonly Take[], jobs: readonly Job[]): PastPrompt[] {
  const used = [
    ...takes.filter(({ origin }) => origin === 'generated').map((take) => past(take, take.createdAt)),
    ...jobs
      .filter(({ steps, parentTakeId }) => steps[0]?.stage !== 't2i' || parentTakeId === null)
      .map((job) => past(job, job.createdAt)),
  ];
  const latest = new Map<string, PastPrompt>();
  for (const one of used.sort((a, b) => b.usedAt - a.usedAt)) {
    const key = JSON.stringify([one.prompt, one.negativePrompt]);
    if (one.prompt !== '' && !latest.has(key)) latest.set(key, one);
  }
  return [...latest.values()].slice(0, most);
}

function past(made: Pick<Take, 'prompt' | 'negativePrompt'>, usedAt: number): PastPrompt {
  return { prompt: made.prompt.trim(), negativePrompt: made.negativePrompt.trim(), usedAt };
}

/** Where in the history a person is who goes through it step by step: −1 is what they were writing themselves. */
export interface PromptWalk {
  readonly place: number;
  readonly own: Pick<PastPrompt, 'prompt' | 'negativePrompt'>;
}

/**
 * One step back or on through the history, from what is in the box now. A text that was changed since the last step is what the
 * person is writing: stepping starts from there, and comes back to it.
 * @returns the text to put in the box; null at either end
 */
export function walkPrompts(
  history: readonly PastPrompt[],
  walk: PromptWalk | null,
  now: Pick<PastPrompt, 'prompt' | 'negativePrompt'>,
  step: 1 | -1,
): { walk: PromptWalk; show: Pick<PastPrompt, 'prompt' | 'negativePrompt'> } | null {
  const isAt = (place: number): boolean =>
    history[place]?.prompt === now.prompt.trim() && history[place]?.negativePrompt === now.negativePrompt.trim();
  const going = walk !== null && isAt(walk.place) ? walk : { place: isAt(0) ? 0 : -1, own: now };
  const place = going.place + step;
  const show = place === -1 ? going.own : history[place];
  const isNew = show !== undefined && (show.prompt !== now.prompt || show.negativePrompt !== now.negativePrompt);
  return isNew && place >= -1 ? { walk: { ...going, place }, show } : null;
}
