import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useStore } from 'zustand';
import { isUnfinished } from '../../../../electron/contract/domain.ts';
import { useCall } from '../../api/queries.ts';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { JobProgressNote } from '../../components/job-progress-note.tsx';
import { keyName } from '../../components/shortcuts.ts';
import { t } from '../../i18n/i18n.ts';
import { memoryWarning, planWords } from '../plan-words.ts';
import { type GenerationInput, generateRequest } from '../requests.ts';
import { useStudio } from '../studio-context.ts';
import { useSettled } from '../use-settled.ts';

/** Generate, what it will do and cost, and how far it is. */
export function GenerateArea() {
  const { actions, jobs, project, chain, packIds, draft } = useStudio();
  const state = useStore(draft);
  const request = generateRequest({ projectId: project.id, draft: state, chain, packIds });
  const running = jobs.find((job) => job.state === 'running') ?? jobs.find(isUnfinished);
  const newest = [...jobs].sort((a, b) => b.createdAt - a.createdAt)[0];
  const failed = newest?.state === 'failed' ? newest : undefined;
  return (
    <Box sx={{ display: 'grid', gap: '6px' }}>
      <Button
        variant="contained"
        size="large"
        disabled={!request.ok}
        onClick={actions.generate}
        aria-keyshortcuts="Control+Enter Meta+Enter"
      >
        {t('Generate')}
      </Button>
      {running ? (
        <JobProgressNote job={running} />
      ) : (
        <Typography
          variant="caption"
          color="text.secondary"
          align="center"
          className="tabular"
          component="p"
          sx={{ minHeight: 18 }}
        >
          {request.ok ? <PlanNote input={request.input} /> : request.missing}
        </Typography>
      )}
      {failed?.error ? (
        <ErrorNotice error={failed.error} onRetry={() => actions.retry(failed)} smaller={actions.smaller(failed)} />
      ) : null}
    </Box>
  );
}

/** What the run will do, asked of the studio a moment after the last change. */
function PlanNote({ input }: { input: GenerationInput }) {
  const settled = useSettled(input, 400);
  const plan = useCall('generations.plan', settled, { keep: true }).data;
  const warning = plan && memoryWarning(plan);
  return (
    <>
      {plan
        ? planWords(plan, input.variations ?? 1)
        : input.from === 't2i'
          ? t('From the prompt')
          : t('Animates the reference')}{' '}
      · {keyName('Mod')} {keyName('Enter')}
      {warning ? (
        <Box component="span" role="status" sx={{ display: 'block', mt: '4px', color: 'warning.main' }}>
          {warning}
        </Box>
      ) : null}
    </>
  );
}
