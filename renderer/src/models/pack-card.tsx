import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import LinearProgress from '@mui/material/LinearProgress';
import Typography from '@mui/material/Typography';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useId, useState } from 'react';
import type { PackSummary } from '../../../electron/contract/domain.ts';
import { useAction } from '../api/queries.ts';
import { ErrorNotice } from '../components/error-notice.tsx';
import { formatBytes } from '../components/format.ts';
import { notify, notifyError } from '../components/notices.ts';
import { inSentence, phrase, t } from '../i18n/i18n.ts';
import { stageName } from '../i18n/names.ts';

const healthWords = {
  ok: { label: phrase('Verified'), colour: 'success.main' },
  unverified: { label: phrase('Not verified yet'), colour: 'text.secondary' },
  damaged: { label: phrase('Damaged'), colour: 'error.main' },
} as const;

/** One pack. Verify reads every file and compares its checksum. */
export function PackCard({ pack }: { pack: PackSummary }) {
  const [showsLicence, setShowsLicence] = useState(false);
  const verify = useAction('packs.verify');
  const queries = useQueryClient();
  const licenceTitle = useId();
  const health = healthWords[pack.health];

  const onVerify = (): void =>
    verify.mutate(
      { packId: pack.id },
      {
        onSuccess: (checked) => {
          void queries.invalidateQueries({ queryKey: ['packs.list'] });
          if (checked.health === 'ok')
            notify(t('{{name}} is whole: every file matches its checksum', { name: checked.name }));
        },
        onError: notifyError,
      },
    );

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
      </Box>
      <Box
        component="dl"
        sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 7, rowGap: 1, margin: '14px 0 0', fontSize: 12.5 }}
      >
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
        {pack.builtIn ? <Fact term={t('Installed')}>{t('with the studio')}</Fact> : null}
      </Box>
      {pack.problem ? (
        <Box sx={{ mt: 3 }}>
          <ErrorNotice error={{ code: 'pack-invalid', message: pack.problem }} onRetry={onVerify} />
        </Box>
      ) : null}
      {verify.isPending ? (
        <LinearProgress
          aria-label={t('Verifying {{name}}', { name: pack.name })}
          sx={{ position: 'absolute', insetInline: 0, bottom: 0, borderRadius: 0 }}
        />
      ) : null}
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

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <Box sx={{ display: 'flex', gap: '7px' }}>
      <Box component="dt" sx={{ color: 'text.secondary' }}>
        {term}
      </Box>
      <Box component="dd" sx={{ margin: 0 }}>
        {children}
      </Box>
    </Box>
  );
}
