import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useMutation } from '@tanstack/react-query';
import { useId, useState } from 'react';
import type { StudioError } from '../../../electron/contract/errors.ts';
import type { ImportPlan } from '../../../electron/contract/models.ts';
import { call } from '../api/client.ts';
import { asTransfer } from '../api/transfers.ts';
import { ErrorNotice } from '../components/error-notice.tsx';
import { formatBytes } from '../components/format.ts';
import { notify } from '../components/notices.ts';
import { t } from '../i18n/i18n.ts';
import { stageName } from '../i18n/names.ts';
import { roleName } from './role-names.ts';

/** What an import would make, before it is made. */
export function ImportDialog({
  plan,
  paths,
  onClose,
  onImported,
}: {
  plan: ImportPlan;
  paths: readonly string[];
  onClose: () => void;
  onImported: () => void;
}) {
  const title = useId();
  const [name, setName] = useState(plan.name);
  const run = useMutation<unknown, StudioError>({
    mutationFn: () =>
      asTransfer(t('Importing “{{name}}”', { name }), ({ id }) =>
        call('packs.import', { paths: [...paths], name, transferId: id }),
      ),
    onSuccess: () => {
      notify(t('“{{name}}” is installed', { name }));
      onImported();
    },
  });
  const fits = plan.neededBytes <= plan.freeBytes;

  return (
    <Dialog open onClose={run.isPending ? undefined : onClose} maxWidth="sm" fullWidth aria-labelledby={title}>
      <DialogTitle id={title}>{t('Import this model?')}</DialogTitle>
      <DialogContent>
        <TextField
          fullWidth
          size="small"
          label={t('Name')}
          value={name}
          onChange={(event) => setName(event.target.value)}
          disabled={run.isPending}
          slotProps={{ htmlInput: { maxLength: 100 } }}
          sx={{ mt: 2 }}
        />
        <Typography variant="body2" sx={{ mt: 4 }}>
          {t('Does: {{stages}}', { stages: plan.stages.map(stageName).join(', ') })}
        </Typography>
        <Typography variant="body2" color="textSecondary" className="tabular" sx={{ mt: 1 }}>
          {t('{{size}}, of which {{fresh}} take new room; {{free}} are free. Licence: {{licence}}.', {
            size: formatBytes(plan.sizeBytes),
            fresh: formatBytes(plan.newBytes),
            free: formatBytes(plan.freeBytes),
            licence: plan.licence,
          })}
        </Typography>
        <Box
          component="dl"
          sx={{
            margin: '16px 0 0',
            display: 'grid',
            gridTemplateColumns: 'max-content minmax(0, 1fr)',
            gap: '4px 16px',
            fontSize: 12.5,
          }}
        >
          {plan.components.map(({ role, from }) => (
            <Box key={role} sx={{ display: 'contents' }}>
              <Box component="dt" sx={{ color: 'text.secondary' }}>
                {roleName(role)}
              </Box>
              <Box component="dd" sx={{ margin: 0, overflowWrap: 'anywhere' }}>
                {from}
              </Box>
            </Box>
          ))}
        </Box>
        {plan.notes.map((note) => (
          <Typography key={note} variant="caption" component="p" color="textSecondary" sx={{ mt: 2 }}>
            {note}
          </Typography>
        ))}
        {run.error ? (
          <Box sx={{ mt: 4 }}>
            <ErrorNotice error={run.error} />
          </Box>
        ) : null}
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose} disabled={run.isPending}>
          {t('Cancel')}
        </Button>
        <Button
          variant="contained"
          disabled={run.isPending || !fits || name.trim() === ''}
          onClick={() => run.mutate()}
        >
          {run.isPending ? t('Importing…') : t('Import')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
