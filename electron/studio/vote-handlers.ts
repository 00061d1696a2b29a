import type { StudioHandlers } from '../contract/calls.ts';
import { StudioError } from '../contract/errors.ts';
import type { VotedTake } from '../contract/votes.ts';
import type { TakeRecord } from '../library/takes.ts';
import type { Services } from './services.ts';

type VoteHandlers = Pick<StudioHandlers, 'votes.list' | 'votes.add' | 'votes.remove'>;

export function voteHandlers({ library, emit }: Services): VoteHandlers {
  return {
    'votes.list': async () => ({ votes: library.votes.list() }),
    'votes.add': async ({ firstTakeId, secondTakeId, firstOnLeft, answers }) => {
      const [first, second] = [library.takes.get(firstTakeId), library.takes.get(secondTakeId)];
      if (first.id === second.id || first.projectId !== second.projectId || first.stage !== second.stage) {
        throw new StudioError(
          'invalid-input',
          'A vote is about two takes of one lane of one project. Choose another pair.',
        );
      }
      const { projectId, prompt } = first;
      const vote = library.votes.add({
        projectId,
        prompt,
        first: howMade(first),
        second: howMade(second),
        firstOnLeft,
        answers,
      });
      emit({ type: 'votes.changed' });
      return vote;
    },
    'votes.remove': async ({ voteId }) => {
      library.votes.remove(voteId);
      emit({ type: 'votes.changed' });
      return {};
    },
  };
}

function howMade(take: TakeRecord): VotedTake {
  const { id: takeId, stage, packName, packVersion, preset, seed, parameters } = take;
  return { takeId, stage, packName: packName ?? take.origin, packVersion: packVersion ?? '', preset, seed, parameters };
}
