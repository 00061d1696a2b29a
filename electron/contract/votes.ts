import { z } from 'zod';
import { idSchema, parametersRecordSchema, promptSchema, seedSchema } from './domain.ts';
import { presetIdSchema, stageIdSchema } from './geometry.ts';

/** What the paper asks of two clips of one prompt: looks, motion over time, and whether things keep their shape. */
export const criteria = ['quality', 'consistency', 'structure'] as const;
export type Criterion = (typeof criteria)[number];

const answerSchema = z.enum(['first', 'same', 'second']);
export type VoteAnswer = z.infer<typeof answerSchema>;

/** How a take was made, kept with the vote: the take itself may be deleted later. */
const votedTakeSchema = z.object({
  takeId: idSchema,
  stage: stageIdSchema,
  packName: z.string(),
  packVersion: z.string(),
  preset: presetIdSchema.nullable(),
  seed: seedSchema.nullable(),
  parameters: parametersRecordSchema,
});
export type VotedTake = z.infer<typeof votedTakeSchema>;

/** What a person thought of two takes without knowing which was which. */
export const voteSchema = z.object({
  id: idSchema,
  createdAt: z.number(),
  projectId: idSchema,
  prompt: promptSchema,
  first: votedTakeSchema,
  second: votedTakeSchema,
  /** Which one stood on the left: drawn by lot, kept so that this can be checked. */
  firstOnLeft: z.boolean(),
  answers: z.record(z.enum(criteria), answerSchema),
});
export type Vote = z.infer<typeof voteSchema>;

export const newVoteSchema = z.object({
  firstTakeId: idSchema,
  secondTakeId: idSchema,
  firstOnLeft: z.boolean(),
  answers: z.record(z.enum(criteria), answerSchema),
});
