import type { Criterion } from '../../../electron/contract/votes.ts';

/** The paper's three criteria, as a question and as the name of a table. */
export const criterionWords: Readonly<Record<Criterion, { readonly question: string; readonly name: string }>> = {
  quality: { question: 'Which one looks better?', name: 'Frame quality and appeal' },
  consistency: { question: 'Which one moves better, and more steadily?', name: 'Motion and consistency over time' },
  structure: { question: 'Which one has fewer mistakes in its shapes?', name: 'Structure' },
};
