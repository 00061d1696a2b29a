import Button from '@mui/material/Button';
import { useEffect, useMemo, useState } from 'react';
import type { Take } from '../../../electron/contract/domain.ts';
import type { Vote } from '../../../electron/contract/votes.ts';
import { useAction, useCall } from '../api/queries.ts';
import { EmptyState } from '../components/empty-state.tsx';
import { ErrorNotice } from '../components/error-notice.tsx';
import { CompareIcon } from '../components/icons.tsx';
import { notify, notifyError } from '../components/notices.ts';
import { ScreenSkeleton } from '../components/screen.tsx';
import { t } from '../i18n/i18n.ts';
import { Ballot } from './ballot.tsx';
import { type BlindPair, lot, nextPair, votablePairs } from './blind-pairs.ts';
import { methodOf } from './tally.ts';

/** One pair after another, sides drawn by lot; which was which is told after the vote. */
export function BlindVote({ takes, onResults }: { takes: readonly Take[]; onResults: () => void }) {
  const stored = useCall('votes.list', {});
  const votes = stored.data?.votes;
  const pairs = useMemo(() => votablePairs(takes), [takes]);
  const [round, setRound] = useState<{ readonly number: number; readonly pair: BlindPair | null }>();
  const add = useAction('votes.add');
  const remove = useAction('votes.remove');

  useEffect(() => {
    if (votes && !round) setRound({ number: 1, pair: nextPair(pairs, votes, null, lot) });
  }, [votes, pairs, round]);

  if (stored.error) return <ErrorNotice error={stored.error} onRetry={() => void stored.refetch()} />;
  if (!votes || !round) return <ScreenSkeleton />;
  const { pair, number } = round;
  const isThere = pair && takes.some(({ id }) => id === pair.first.id) && takes.some(({ id }) => id === pair.second.id);
  if (!isThere) {
    return (
      <EmptyState
        icon={<CompareIcon />}
        title={pair ? t('One of the two takes was deleted') : t('Nothing to judge yet')}
        text={
          pair
            ? t('Votes that were given are kept.')
            : t('Two takes of one lane and one prompt are needed: generate again with another model, setting or seed.')
        }
        action={
          <Button
            variant="outlined"
            onClick={() => setRound({ number: number + 1, pair: nextPair(pairs, votes, null, lot) })}
          >
            {t('Look again')}
          </Button>
        }
      />
    );
  }
  const vote = (answers: Vote['answers']): void => {
    const { first, second, firstOnLeft } = pair;
    add
      .mutateAsync({ firstTakeId: first.id, secondTakeId: second.id, firstOnLeft, answers })
      .then((given) => {
        const [left, right] = firstOnLeft ? [given.first, given.second] : [given.second, given.first];
        notify(
          t('Left was {{left}}, right was {{right}}.', { left: methodOf(left, right), right: methodOf(right, left) }),
          {
            undo: () => void remove.mutateAsync({ voteId: given.id }).catch(notifyError),
          },
        );
        setRound({ number: number + 1, pair: nextPair(pairs, [...votes, given], pair, lot) });
      })
      .catch((error: unknown) => {
        notifyError(error);
        // The same pair again: its answers were not kept.
        setRound({ number: number + 1, pair });
      });
  };
  return (
    <>
      <Ballot key={number} pair={pair} onVote={vote} />
      <Button onClick={onResults} sx={{ display: 'block', margin: '18px auto 0', color: 'text.secondary' }}>
        {t('{{count}} votes so far: see the results', { count: votes.length })}
      </Button>
    </>
  );
}
