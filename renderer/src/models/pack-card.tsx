import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import Typography from '@mui/material/Typography';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import type { PackSummary } from '../../../electron/contract/domain.ts';
import type { StudioError } from '../../../electron/contract/errors.ts';
import type { PackUse } from '../../../electron/contract/models.ts';
import { call } from '../api/client.ts';
import { useAction } from '../api/queries.ts';
import { asTransfer } from '../api/transfers.ts';
import { ConfirmDialog } from '../components/confirm-dialog.tsx';
import { ErrorNotice } from '../components/error-notice.tsx';
import { formatBytes } from '../components/format.ts';
import { notify, notifyError } from '../components/notices.ts';
import { inSentence, phrase, t } from '../i18n/i18n.ts';
import { stageName } from '../i18n/names.ts';
import { Fact, Facts } from './facts.tsx';

const healthWords = {
  ok: { label: phrase('Verified'), colour: 'success.main' },
  unverified: { label: phrase('Not verified yet'), colour: 'text.secondary' },
  damaged: { label: phrase('Damaged'), colour: 'error.main' },
} as const;

/** One pack. Verify reads every file and compares its checksum; Remove deletes its files. */
export function PackCard({ pack, usage }: { pack: PackSummary; usage: PackUse | undefined }) {
  const [showsLicence, setShowsLicence] = useState(false);
  const [asks, setAsks] = useState(false);
  const queries = useQueryClient();
  const remove = useAction('packs.remove');
  const licenceTitle = useId();
  const health = healthWords[pack.health];

  const verify = useMutation<PackSummary, StudioError>({
    mutationFn: () =>
      asTransfer(t('Verifying {{name}}', { name: pack.name }), ({ id }) =>
        call('packs.verify', { packId: pack.id, transferId: id }),
      ),
    onSuccess: (checked) => {
      void queries.invalidateQueries({ queryKey: ['packs.list'] });
      if (checked.health === 'ok')
        notify(t('{{name}} is whole: every file matches its checksum', { name: checked.name }));
    },
    onError: notifyError,
  });
  const onVerify = (): void => verify.mutate();

  return (
    <Box
      component="article"
      aria-label={pack.name}
      sx={{
        border: '1px solid',
        borderColor: 'divider',
        bgcolor: 'panel',
        borderRadius: '12px',
        padding: '16px 18px',
        position: 'relative',
        overflow: 'hidden',
      }}
    >
      <Box sx={{ display: 'flex', alignItems: 'flex-start', gap: 5 }}>
        <Box sx={{ flex: 1, minWidth: 0 }}>
          <Box sx={{ display: 'flex', alignItems: 'baseline', gap: 2, flexWrap: 'wrap' }}>
            <Typography variant="h3">{pack.name}</Typography>
            <Typography variant="caption" color="textSecondary" className="tabular">
              {pack.version}
            </Typography>
          </Box>
          <Typography variant="body2" color="textSecondary" sx={{ mt: 1, maxWidth: '72ch' }}>
            {pack.summary}
          </Typography>
        </Box>
        <Button
          size="small"
          variant="outlined"
          aria-label={t('Verify {{name}}', { name: pack.name })}
          disabled={verify.isPending}
          onClick={onVerify}
        >
          {verify.isPending ? t('Verifying…') : t('Verify')}
        </Button>
        {pack.builtIn ? null : (
          <Button
            size="small"
            aria-label={t('Remove {{name}}', { name: pack.name })}
            disabled={remove.isPending}
            onClick={() => setAsks(true)}
            sx={{ marginLeft: -3, color: 'text.secondary' }}
          >
            {remove.isPending ? t('Removing…') : t('Remove')}
          </Button>
        )}
      </Box>
      <Facts>
        <Fact term={t('Health')}>
          <Box sx={{ display: 'inline-flex', alignItems: 'center', gap: '6px', color: health.colour }}>
            <Box aria-hidden="true" sx={{ width: 7, height: 7, borderRadius: '50%', bgcolor: 'currentColor' }} />
            {t(health.label)}
          </Box>
        </Fact>
        <Fact term={t('Size')}>
          <span className="tabular">{formatBytes(pack.sizeBytes)}</span>
        </Fact>
        <Fact term={t('Licence')}>
          <Box
            component="button"
            type="button"
            aria-haspopup="dialog"
            onClick={() => setShowsLicence(true)}
            sx={{
              all: 'unset',
              cursor: 'pointer',
              textDecoration: 'underline',
              textUnderlineOffset: 3,
              textDecorationColor: 'var(--sm-palette-faint)',
              '&:focus-visible': {
                outline: '2px solid var(--sm-palette-selection)',
                outlineOffset: 2,
                borderRadius: '3px',
              },
            }}
          >
            {pack.licence.name}
          </Box>
        </Fact>
        <Fact term={t('Source')}>{pack.source}</Fact>
        {pack.stages.length > 1 ? (
          <Fact term={t('Does')}>{pack.stages.map((stage) => inSentence(stageName(stage))).join(', ')}</Fact>
        ) : null}
        {usage ? <Fact term={t('Used')}>{usageWords(usage)}</Fact> : null}
        {pack.builtIn ? <Fact term={t('Installed')}>{t('with the studio')}</Fact> : null}
      </Facts>
      {pack.problem ? (
        <Box sx={{ mt: 3 }}>
          <ErrorNotice error={{ code: 'pack-invalid', message: pack.problem }} onRetry={onVerify} />
        </Box>
      ) : null}
      <ConfirmDialog
        open={asks}
        title={t('Remove {{name}}?', { name: pack.name })}
        text={t(
          'Its files, {{size}}, are deleted from this disk. What was made with it stays, but cannot be made again without it.',
          { size: formatBytes(pack.sizeBytes) },
        )}
        confirmLabel={t('Remove')}
        onClose={() => setAsks(false)}
        onConfirm={() =>
          remove.mutate(
            { packId: pack.id },
            { onSuccess: () => notify(t('{{name}} was removed', { name: pack.name })), onError: notifyError },
          )
        }
      />
      <Dialog
        open={showsLicence}
        onClose={() => setShowsLicence(false)}
        maxWidth="sm"
        fullWidth
        aria-labelledby={licenceTitle}
      >
        <DialogTitle id={licenceTitle}>
          {pack.name}: {pack.licence.name}
        </DialogTitle>
        <DialogContent>
          <Box
            component="pre"
            tabIndex={0}
            sx={{ margin: 0, whiteSpace: 'pre-wrap', font: 'inherit', fontSize: 13, color: 'text.secondary' }}
          >
            {pack.licence.text}
          </Box>
        </DialogContent>
        <DialogActions>
          <Button variant="outlined" onClick={() => setShowsLicence(false)}>
            {t('Close')}
          </Button>
        </DialogActions>
      </Dialog>
    </Box>
  );
}

/** “12 takes in 3 projects, one job in the queue” */
function usageWords({ takes, projects, jobs }: PackUse): string {
  const made =
    takes > 0
      ? [
          t('{{takes}} in {{projects}}', {
            takes: t('{{count}} takes', { count: takes }),
            projects: t('{{count, number}} projects', { count: projects }),
          }),
        ]
      : [];
  return [...made, ...(jobs > 0 ? [t('{{count}} jobs in the queue', { count: jobs })] : [])].join(', ');
}
