import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { criteria, type Vote } from '../../../electron/contract/votes.ts';
import { useAction, useCall } from '../api/queries.ts';
import { ConfirmDialog } from '../components/confirm-dialog.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { ErrorNotice } from '../components/error-notice.tsx';
import { formatNumber } from '../components/format.ts';
import { CompareIcon } from '../components/icons.tsx';
import { notifyError } from '../components/notices.ts';
import { ScreenSkeleton, Section } from '../components/screen.tsx';
import { t } from '../i18n/i18n.ts';
import { criterionWords } from './criterion-words.ts';
import { preference, resultsCsv, sideCheck, type Tally, tallies, total } from './tally.ts';

/** The paper's table and bars for every pair of models, settings or seeds that was judged. */
export function VoteResults() {
  const stored = useCall('votes.list', {});
  const remove = useAction('votes.remove');
  const [isAsking, setAsking] = useState(false);
  if (stored.error) return <ErrorNotice error={stored.error} onRetry={() => void stored.refetch()} />;
  if (!stored.data) return <ScreenSkeleton />;
  const { votes } = stored.data;
  if (votes.length === 0) {
    return (
      <EmptyState
        icon={<CompareIcon />}
        title={t('No votes yet')}
        text={t('Judge a few pairs blind; what they add up to is shown here.')}
      />
    );
  }
  return (
    <>
      <Section
        title={t('{{count}} votes', { count: votes.length })}
        aside={
          <>
            <Button size="small" onClick={() => setAsking(true)} sx={{ color: 'text.secondary' }}>
              {t('Delete all')}
            </Button>
            <Button size="small" variant="outlined" onClick={() => saveCsv(votes)}>
              {t('Save as CSV')}
            </Button>
          </>
        }
      >
        <SideCheck votes={votes} />
      </Section>
      <Section title={t('All three questions')}>
        <Results rows={tallies(votes, null)} />
      </Section>
      {criteria.map((criterion) => (
        <Section key={criterion} title={t(criterionWords[criterion].name)}>
          <Results rows={tallies(votes, criterion)} />
        </Section>
      ))}
      <ConfirmDialog
        open={isAsking}
        title={t('Delete all votes?')}
        text={t('Takes stay as they are. The votes cannot be had back.')}
        confirmLabel={t('Delete votes')}
        onClose={() => setAsking(false)}
        onConfirm={() => remove.mutate({ voteId: null }, { onError: notifyError })}
      />
    </>
  );
}

function Results({ rows }: { rows: readonly Tally[] }) {
  return (
    <Box
      component="table"
      className="tabular"
      sx={{
        width: '100%',
        borderCollapse: 'collapse',
        fontSize: 13,
        '& th, & td': {
          padding: '8px 12px 8px 0',
          textAlign: 'right',
          borderBottom: '1px solid',
          borderColor: 'divider',
          whiteSpace: 'nowrap',
        },
        '& th': { fontWeight: 450, color: 'text.secondary' },
        '& th:first-of-type, & td:nth-of-type(5)': { textAlign: 'left', whiteSpace: 'normal' },
        '& tbody th': { color: 'text.primary' },
      }}
    >
      <thead>
        <tr>
          <th scope="col">{t('Pair')}</th>
          <th scope="col">{t('Good')}</th>
          <th scope="col">{t('Same')}</th>
          <th scope="col">{t('Bad')}</th>
          <th scope="col">(G + S) / (B + S)</th>
          <th scope="col" aria-label={t('Shares')} style={{ width: '32%' }} />
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const found = preference(row);
          return (
            <tr key={`${row.method} ${row.baseline}`}>
              <th scope="row">
                {row.method} <Dim>{t('against')}</Dim> {row.baseline}
              </th>
              <td>{row.good}</td>
              <td>{row.same}</td>
              <td>{row.bad}</td>
              <td style={{ textAlign: 'right' }}>
                {(found ? formatNumber(found.ratio, 2) : null) ?? (row.good + row.same === 0 ? '0' : '∞')}
                {found ? (
                  <Dim>
                    {' '}
                    {formatNumber(found.low, 2)}–{formatNumber(found.high, 2)}
                  </Dim>
                ) : null}
              </td>
              <td>
                <Bar row={row} />
              </td>
            </tr>
          );
        })}
      </tbody>
    </Box>
  );
}

function Dim({ children }: { children: React.ReactNode }) {
  return (
    <Box component="span" sx={{ color: 'text.secondary' }}>
      {children}
    </Box>
  );
}

/** Good, same and bad as parts of one bar. */
function Bar({ row }: { row: Tally }) {
  const all = Math.max(1, total(row));
  const parts = [
    { name: t('good'), count: row.good, colour: 'success.main' },
    { name: t('same'), count: row.same, colour: 'text.disabled' },
    { name: t('bad'), count: row.bad, colour: 'primary.main' },
  ];
  return (
    <Box
      role="img"
      aria-label={parts.map(({ name, count }) => `${Math.round((count / all) * 100)} % ${name}`).join(', ')}
      sx={{ display: 'flex', gap: '2px', height: 12, borderRadius: '6px', overflow: 'hidden', minWidth: 140 }}
    >
      {parts.map(({ name, count, colour }) =>
        count === 0 ? null : <Box key={name} sx={{ bgcolor: colour }} style={{ flexGrow: count }} />,
      )}
    </Box>
  );
}

/** Whether the lot was fair, told with its numbers. */
function SideCheck({ votes }: { votes: readonly Vote[] }) {
  const { left, of, interval, isFair } = sideCheck(votes);
  const percent = (share: number): string => `${Math.round(share * 100)} %`;
  return (
    <Typography variant="body2" color="textSecondary">
      {t(
        'Sides are drawn by lot: the older take stood left in {{left}} of {{of}} (95 % interval {{low}} to {{high}}).',
        {
          left,
          of,
          low: percent(interval.low),
          high: percent(interval.high),
        },
      )}{' '}
      {isFair
        ? t('One half lies inside: the sides look shuffled.')
        : t('One half lies outside: that is not what a fair lot gives, and these votes may lean to one side.')}
    </Typography>
  );
}

function saveCsv(votes: readonly Vote[]): void {
  const url = URL.createObjectURL(new Blob([resultsCsv(votes)], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = 'stillmotion-votes.csv';
  link.click();
  URL.revokeObjectURL(url);
}
