import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import Skeleton from '@mui/material/Skeleton';
import Typography from '@mui/material/Typography';
import { useEffect, useId } from 'react';
import type { CatalogueEntry, InstallPlan } from '../../../electron/contract/models.ts';
import { useAction } from '../api/queries.ts';
import { ErrorNotice } from '../components/error-notice.tsx';
import { formatBytes, formatMemory } from '../components/format.ts';
import { t } from '../i18n/i18n.ts';
import { LicenceLinks } from './facts.tsx';

/** What an install will take, asked of the server at this moment, before anything is downloaded. */
export function InstallDialog({ entry, onClose }: { entry: CatalogueEntry; onClose: () => void }) {
  const plan = useAction('catalogue.plan');
  const start = useAction('installs.start');
  const title = useId();
  const { mutate: ask } = plan;
  useEffect(() => ask({ entryId: entry.id }), [ask, entry.id]);
  const fits = plan.data && plan.data.neededBytes <= plan.data.freeBytes;

  return (
    <Dialog open onClose={onClose} maxWidth="sm" fullWidth aria-labelledby={title}>
      <DialogTitle id={title}>{t('Install {{name}}?', { name: entry.name })}</DialogTitle>
      <DialogContent>
        {plan.error ? (
          <ErrorNotice error={plan.error} onRetry={() => ask({ entryId: entry.id })} />
        ) : plan.data ? (
          <PlanRows entry={entry} plan={plan.data} />
        ) : (
          <Box role="status" aria-label={t('Asking the server what there is…')} sx={{ display: 'grid', gap: 2 }}>
            {['a', 'b', 'c', 'd'].map((key) => (
              <Skeleton key={key} variant="rounded" height={20} />
            ))}
          </Box>
        )}
        {plan.data && !fits ? (
          <Box sx={{ mt: 4 }}>
            <ErrorNotice
              error={{
                code: 'disk-full',
                message: t('This model needs {{needed}}, and {{free}} are free. Make room first.', {
                  needed: formatBytes(plan.data.neededBytes),
                  free: formatBytes(plan.data.freeBytes),
                }),
              }}
            />
          </Box>
        ) : null}
        {start.error ? (
          <Box sx={{ mt: 4 }}>
            <ErrorNotice error={start.error} />
          </Box>
        ) : null}
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{t('Cancel')}</Button>
        <Button
          variant="contained"
          disabled={!fits || start.isPending}
          onClick={() => start.mutate({ entryId: entry.id }, { onSuccess: onClose })}
        >
          {t('Download')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function PlanRows({ entry, plan }: { entry: CatalogueEntry; plan: InstallPlan }) {
  const toCome = plan.totalBytes - plan.presentBytes;
  return (
    <Box
      component="dl"
      className="tabular"
      sx={{ margin: 0, display: 'grid', gridTemplateColumns: 'max-content 1fr', gap: '10px 20px', fontSize: 13.5 }}
    >
      <Line term={t('Download')}>
        {t('{{size}} in {{count}} files', { size: formatBytes(toCome), count: plan.files.length })}
        {plan.presentBytes > 0 ? (
          <Typography variant="caption" component="p" color="textSecondary">
            {t('{{size}} are here already', { size: formatBytes(plan.presentBytes) })}
          </Typography>
        ) : null}
      </Line>
      <Line term={t('Free space')}>{formatBytes(plan.freeBytes)}</Line>
      <Line term={t('Memory')}>
        {t('{{size}} on the processor, about half of it on a GPU', { size: formatMemory(entry.memoryBytes) })}
      </Line>
      <Line term={t('Licence')}>
        <LicenceLinks licences={entry.licences} />
      </Line>
      <Line term={t('From')}>
        {[...new Set(plan.files.map(({ source }) => source))].map((source) => (
          <Box key={source} sx={{ overflowWrap: 'anywhere' }}>
            {`huggingface.co/${source}`}
          </Box>
        ))}
      </Line>
    </Box>
  );
}

function Line({ term, children }: { term: string; children: React.ReactNode }) {
  return (
    <>
      <Box component="dt" sx={{ color: 'text.secondary' }}>
        {term}
      </Box>
      <Box component="dd" sx={{ margin: 0, minWidth: 0 }}>
        {children}
      </Box>
    </>
  );
}
