import type { Criterion } from '../../../electron/contract/votes.ts';
import { phrase } from '../i18n/i18n.ts';

/** The paper's three criteria, as a question and as the name of a table. */
export const criterionWords: Readonly<Record<Criterion, { readonly question: string; readonly name: string }>> = {
  quality: { question: phrase('Which one looks better?'), name: phrase('Frame quality and appeal') },
  consistency: {
    question: phrase('Which one moves better, and more steadily?'),
    name: phrase('Motion and consistency over time'),
  },
  structure: { question: phrase('Which one has fewer mistakes in its shapes?'), name: phrase('Structure') },
};
