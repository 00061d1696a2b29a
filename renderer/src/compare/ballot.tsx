import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useEffect, useRef, useState } from 'react';
import { type Criterion, criteria, type Vote, type VoteAnswer } from '../../../electron/contract/votes.ts';
import { isTyping, keyName } from '../components/shortcuts.ts';
import { t } from '../i18n/i18n.ts';
import type { BlindPair } from './blind-pairs.ts';
import { criterionWords } from './criterion-words.ts';
import { SidePicture } from './side-picture.tsx';
import { useSyncedPlayback } from './use-synced-playback.ts';

type Answers = Partial<Record<Criterion, VoteAnswer>>;
type Choice = 'left' | 'same' | 'right';
const keyOf: Readonly<Record<string, Choice>> = { ArrowLeft: 'left', ArrowDown: 'same', ArrowRight: 'right' };

/** Two takes without names, and the paper's three questions about them, one after the other. Mount it anew for every pair. */
export function Ballot({ pair, onVote }: { pair: BlindPair; onVote: (answers: Vote['answers']) => void }) {
  const [answers, setAnswers] = useState<Answers>({});
  const asked = criteria.find((criterion) => answers[criterion] === undefined);
  const [left, right] = pair.firstOnLeft ? [pair.first, pair.second] : [pair.second, pair.first];
  const videos = [useRef<HTMLVideoElement>(null), useRef<HTMLVideoElement>(null)] as const;
  const { isPlaying, toggle } = useSyncedPlayback(...videos, 1 / Math.max(left.fps, right.fps, 1));
  const moves = left.proxy !== null || right.proxy !== null;

  // Both play from the start: nobody should have to press a button twice as often as they judge.
  const started = useRef(false);
  useEffect(() => {
    if (started.current || isPlaying || !moves) return;
    started.current = true;
    toggle();
  }, [isPlaying, moves, toggle]);

  const answer = (choice: Choice): void => {
    if (!asked) return;
    const isFirst = (choice === 'left') === pair.firstOnLeft;
    const next: Answers = { ...answers, [asked]: choice === 'same' ? 'same' : isFirst ? 'first' : 'second' };
    setAnswers(next);
    const { quality, consistency, structure } = next;
    if (quality && consistency && structure) onVote({ quality, consistency, structure });
  };
  useAnswerKeys({ answer, toggle });
  // Away from what was pressed to come here, which has a use of its own for the arrow keys.
  const ballot = useRef<HTMLDivElement>(null);
  useEffect(() => ballot.current?.focus({ preventScroll: true }), []);

  return (
    <Box ref={ballot} role="group" aria-label={t('Ballot')} tabIndex={-1} sx={{ outline: 0 }}>
      <Box sx={{ display: 'grid', gridTemplateColumns: 'repeat(2, minmax(0, 1fr))', gap: '14px' }}>
        <SidePicture name={t('Left')} take={left} video={videos[0]} below={330} />
        <SidePicture name={t('Right')} take={right} video={videos[1]} below={330} />
      </Box>
      <Box sx={{ mt: 5, display: 'grid', justifyItems: 'center', gap: '14px', textAlign: 'center' }}>
        <Typography variant="h3" component="h2" aria-live="polite">
          {asked ? t(criterionWords[asked].question) : t('Counted')}
        </Typography>
        <Box sx={{ display: 'flex', gap: '10px' }}>
          <Button variant="outlined" disabled={!asked} onClick={() => answer('left')}>
            {t('← Left')}
          </Button>
          <Button variant="outlined" disabled={!asked} onClick={() => answer('same')}>
            {t('↓ Same')}
          </Button>
          <Button variant="outlined" disabled={!asked} onClick={() => answer('right')}>
            {t('Right →')}
          </Button>
        </Box>
        <Typography variant="body2" color="textSecondary" className="tabular">
          {t('Question {{number}} of {{total}}', {
            number: asked ? criteria.indexOf(asked) + 1 : criteria.length,
            total: criteria.length,
          })}
          {moves ? ` · ${t(isPlaying ? '{{key}} stops both' : '{{key}} plays both', { key: keyName('Space') })}` : ''}
        </Typography>
      </Box>
    </Box>
  );
}

function useAnswerKeys(handlers: { answer: (choice: Choice) => void; toggle: () => void }): void {
  const latest = useRef(handlers);
  useEffect(() => {
    latest.current = handlers;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.repeat || isTyping(event.target) || event.ctrlKey || event.metaKey) return;
      if (event.target instanceof HTMLElement && event.target.closest('[role="combobox"], [role="listbox"]')) return;
      const choice = keyOf[event.key];
      const onButton = event.target instanceof HTMLElement && event.target.closest('button, a') !== null;
      if (choice) latest.current.answer(choice);
      else if (event.key === ' ' && !onButton) latest.current.toggle();
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}
