import { z } from 'zod';
import { type Vote, voteSchema } from '../contract/votes.ts';
import type { ReadHandle, WriteHandle } from './handles.ts';
import { newId } from './ids.ts';
import { flag, jsonColumn } from './rows.ts';

const voteRow = z
  .object({
    id: z.string(),
    created_at: z.number(),
    project_id: z.string(),
    prompt: z.string(),
    first: jsonColumn(voteSchema.shape.first),
    second: jsonColumn(voteSchema.shape.second),
    first_on_left: flag,
    answers: jsonColumn(voteSchema.shape.answers),
  })
  .transform(
    ({ created_at, project_id, first_on_left, ...row }): Vote => ({
      ...row,
      createdAt: created_at,
      projectId: project_id,
      firstOnLeft: first_on_left,
    }),
  );

/** Oldest first. */
export function readVotes(read: ReadHandle): Vote[] {
  return read.all(voteRow, 'SELECT * FROM votes ORDER BY created_at, rowid');
}

export function addVote(write: WriteHandle, vote: Omit<Vote, 'id' | 'createdAt'>): Vote {
  const added = { ...vote, id: newId(), createdAt: Date.now() };
  write.run(
    'INSERT INTO votes VALUES ($id, $createdAt, $projectId, $prompt, $first, $second, $firstOnLeft, $answers)',
    {
      id: added.id,
      createdAt: added.createdAt,
      projectId: added.projectId,
      prompt: added.prompt,
      first: JSON.stringify(added.first),
      second: JSON.stringify(added.second),
      firstOnLeft: added.firstOnLeft ? 1 : 0,
      answers: JSON.stringify(added.answers),
    },
  );
  return added;
}

/** Takes one vote back, or all of them. */
export function removeVotes(write: WriteHandle, voteId: string | null): void {
  write.run('DELETE FROM votes WHERE $voteId IS NULL OR id = $voteId', { voteId });
}
