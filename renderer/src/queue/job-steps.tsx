import Box from '@mui/material/Box';
import type { Job, JobStep } from '../../../electron/contract/domain.ts';
import type { StageId } from '../../../electron/contract/geometry.ts';
import { CheckIcon, LoopIcon } from '../components/icons.tsx';
import { phrase, t } from '../i18n/i18n.ts';
import { laneName } from '../i18n/names.ts';

const stateWords: Readonly<Record<JobStep['state'], string>> = {
  waiting: phrase('waiting'),
  running: phrase('running'),
  reused: phrase('kept from before'),
  done: phrase('done'),
  failed: phrase('failed'),
  cancelled: phrase('cancelled'),
};

/** The stages of a job as small pills; the one at work fills as it goes. */
export function JobSteps({
  job,
  runningStage,
  stageFraction,
}: {
  job: Job;
  runningStage: StageId | null;
  stageFraction: number | null;
}) {
  return (
    <Box
      component="ol"
      aria-label={t('Stages')}
      sx={{ listStyle: 'none', display: 'flex', flexWrap: 'wrap', gap: '5px', margin: '7px 0 0', padding: 0 }}
    >
      {job.steps.map((step) => (
        <Step key={step.stage} step={step} fraction={step.stage === runningStage ? (stageFraction ?? 0) : 0} />
      ))}
    </Box>
  );
}

function Step({ step, fraction }: { step: JobStep; fraction: number }) {
  const isFinished = step.state === 'done' || step.state === 'reused';
  const isRunning = step.state === 'running';
  return (
    <Box
      component="li"
      title={t(stateWords[step.state])}
      sx={(theme) => ({
        position: 'relative',
        overflow: 'hidden',
        display: 'flex',
        alignItems: 'center',
        gap: '4px',
        height: 20,
        paddingInline: '8px',
        borderRadius: '10px',
        fontSize: 11.5,
        border: `1px solid ${isRunning ? theme.vars.palette.primary.main : theme.vars.palette.divider}`,
        color: isRunning
          ? theme.vars.palette.text.primary
          : step.state === 'failed'
            ? theme.vars.palette.error.main
            : theme.vars.palette.text.secondary,
      })}
    >
      {isRunning ? (
        <Box
          aria-hidden="true"
          sx={{ position: 'absolute', inset: 0, bgcolor: 'primary.main', opacity: 0.22, transformOrigin: 'left' }}
          style={{ transform: `scaleX(${fraction})` }}
        />
      ) : null}
      {isFinished ? (
        step.state === 'reused' ? (
          <LoopIcon sx={{ fontSize: 12 }} />
        ) : (
          <CheckIcon sx={{ fontSize: 12, color: 'success.main' }} />
        )
      ) : null}
      {laneName(step.stage)}
      <span className="visually-hidden">: {t(stateWords[step.state])}</span>
    </Box>
  );
}
