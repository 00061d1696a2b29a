import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import Typography from '@mui/material/Typography';
import { useId, useMemo } from 'react';
import type { Job, Take } from '../../../../electron/contract/domain.ts';
import { mediaUrl } from '../../api/client.ts';
import { useJobProgress } from '../../api/progress.ts';
import { activeJobs, usePacks } from '../../api/queries.ts';
import { TakePicture } from '../../components/take-picture.tsx';
import { t } from '../../i18n/i18n.ts';
import { laneName } from '../../i18n/names.ts';
import { StarButton } from '../prompt/star-button.tsx';
import { useStudio } from '../studio-context.ts';
import { type SweepRef, sweepCells } from './series.ts';
import { specOf, sweepWords } from './sweep-words.ts';

/** The takes of a sweep side by side, each under its value; those not made yet say how far they are. */
export function SweepGrid({ sweep, onClose }: { sweep: SweepRef; onClose: () => void }) {
  const { takes, jobs, chain, actions } = useStudio();
  const packs = usePacks().data?.packs ?? [];
  const cells = useMemo(() => sweepCells(sweep, takes, jobs), [sweep, takes, jobs]);
  const titleId = useId();
  const [first] = cells;
  const made = first?.take ?? first?.job.steps[0];
  const words = sweepWords(sweep.key, made && specOf(packs, { ...made, key: sweep.key }));
  const atWork = activeJobs(jobs).filter((job) => job.sweep !== null && job.sweep.sweepId === sweep.sweepId);
  const current = new Set(Object.values(chain).flatMap((take) => take?.id ?? []));
  return (
    <Dialog open onClose={onClose} maxWidth="lg" fullWidth aria-labelledby={titleId}>
      <DialogTitle id={titleId}>
        {words.name}
        {made ? (
          <Box component="span" sx={{ color: 'text.secondary', fontWeight: 400 }}>
            {' · '}
            {laneName(made.stage)}
          </Box>
        ) : null}
      </DialogTitle>
      <DialogContent>
        {cells.length === 0 ? (
          <Typography variant="body2" color="text.secondary">
            {t('Nothing is left of this sweep.')}
          </Typography>
        ) : null}
        <Box
          component="ul"
          aria-label={t('Takes of this sweep')}
          sx={{
            listStyle: 'none',
            margin: 0,
            padding: '2px',
            display: 'grid',
            gridTemplateColumns: 'repeat(auto-fit, minmax(min(168px, 100%), 1fr))',
            gap: '14px',
          }}
        >
          {cells.map((cell) => (
            <Box component="li" key={String(cell.value)} sx={{ minWidth: 0 }}>
              {cell.take ? (
                <TakeCell
                  take={cell.take}
                  value={words.value(cell.value)}
                  name={words.name}
                  isCurrent={current.has(cell.take.id)}
                  onStar={actions.star}
                  onChoose={() => {
                    actions.choose(cell.take);
                    onClose();
                  }}
                />
              ) : (
                <JobCell job={cell.job} value={words.value(cell.value)} />
              )}
            </Box>
          ))}
        </Box>
      </DialogContent>
      <DialogActions>
        {atWork.length > 0 && sweep.sweepId !== null ? (
          <Button color="inherit" onClick={() => sweep.sweepId !== null && actions.cancelSweep(sweep.sweepId)}>
            {t('Cancel what is left')}
          </Button>
        ) : null}
        <Button variant="outlined" onClick={onClose}>
          {t('Close')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

const label = {
  display: 'flex',
  alignItems: 'center',
  justifyContent: 'space-between',
  minHeight: 30,
  pl: '2px',
} as const;

function TakeCell({
  take,
  value,
  name,
  isCurrent,
  onChoose,
  onStar,
}: {
  take: Take;
  value: string;
  name: string;
  isCurrent: boolean;
  onChoose: () => void;
  onStar: (take: Take) => void;
}) {
  return (
    <>
      <Box
        component="button"
        type="button"
        aria-label={`${name} ${value}`}
        aria-current={isCurrent}
        onClick={onChoose}
        sx={(theme) => ({
          display: 'block',
          width: '100%',
          padding: 0,
          border: 0,
          borderRadius: '8px',
          overflow: 'hidden',
          cursor: 'pointer',
          outline: isCurrent ? `2px solid ${theme.vars.palette.selection}` : 'none',
        })}
      >
        <TakePicture take={take} />
      </Box>
      <Box sx={label}>
        <Typography variant="body2" className="tabular" noWrap>
          {value}
        </Typography>
        <StarButton take={take} name={value} onStar={onStar} />
      </Box>
    </>
  );
}

function JobCell({ job, value }: { job: Job; value: string }) {
  const { actions } = useStudio();
  const progress = useJobProgress(job.id);
  const isRunning = job.state === 'running';
  const canRetry = job.state === 'failed' || job.state === 'cancelled';
  const states = {
    waiting: t('waiting'),
    paused: t('paused'),
    running: `${Math.floor((progress?.fraction ?? job.fraction) * 100)} %`,
    done: t('done'),
    failed: t('failed'),
    cancelled: t('cancelled'),
  };
  return (
    <>
      <Box
        title={job.error?.message}
        sx={{
          aspectRatio: '1',
          borderRadius: '8px',
          overflow: 'hidden',
          bgcolor: 'well',
          display: 'grid',
          placeItems: 'center',
          placeContent: 'center',
          gap: 2,
          position: 'relative',
        }}
      >
        {isRunning && progress?.preview ? (
          <Box
            component="img"
            src={mediaUrl(progress.preview)}
            alt=""
            sx={{ position: 'absolute', inset: 0, width: '100%', height: '100%', objectFit: 'cover', opacity: 0.6 }}
          />
        ) : null}
        <Typography variant="body2" color="text.secondary" className="tabular" sx={{ position: 'relative' }}>
          {states[job.state]}
        </Typography>
        {canRetry ? (
          <Button size="small" variant="outlined" onClick={() => actions.retry(job)}>
            {t('Try again')}
          </Button>
        ) : null}
      </Box>
      <Box sx={label}>
        <Typography variant="body2" color="text.secondary" className="tabular" noWrap>
          {value}
        </Typography>
      </Box>
    </>
  );
}
