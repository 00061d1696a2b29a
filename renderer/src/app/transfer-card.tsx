import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import LinearProgress from '@mui/material/LinearProgress';
import Typography from '@mui/material/Typography';
import { useStudioEvent } from '../api/events.ts';
import { reportStudioPart, type Transfer, useTransfers } from '../api/transfers.ts';
import { formatTimeLeft } from '../components/format.ts';
import { t } from '../i18n/i18n.ts';

/** Projects on their way out or in: how far they are, how long it will take, and how to stop. */
export function TransferCard() {
  const transfers = useTransfers((state) => state.transfers);
  useStudioEvent('transfer.progress', ({ transferId, done, of }) => {
    reportStudioPart(transferId, done / Math.max(1, of));
  });
  if (transfers.length === 0) return null;
  return (
    <Box
      component="section"
      aria-label={t('Transfers')}
      sx={{ position: 'fixed', right: 20, bottom: 20, zIndex: 'snackbar', display: 'grid', gap: 2, width: 300 }}
    >
      {transfers.map((transfer) => (
        <TransferRow key={transfer.id} transfer={transfer} />
      ))}
    </Box>
  );
}

function TransferRow({ transfer: { label, fraction, startedAt, cancel } }: { transfer: Transfer }) {
  const seconds = (Date.now() - startedAt) / 1_000;
  const left = fraction !== null && fraction > 0.02 && seconds > 2 ? seconds / fraction - seconds : null;
  return (
    <Box
      sx={{
        padding: '12px 14px',
        borderRadius: '12px',
        bgcolor: 'raised',
        border: '1px solid',
        borderColor: 'divider',
        boxShadow: '0 10px 36px rgba(0, 0, 0, 0.35)',
      }}
    >
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 2 }}>
        <Box sx={{ flex: 1, minWidth: 0 }}>
          <Typography variant="body2" noWrap dir="auto" title={label}>
            {label}
          </Typography>
          <Typography variant="caption" color="textSecondary" className="tabular" component="p">
            {fraction === null ? t('Starting') : `${Math.floor(fraction * 100)} %`}
            {left === null ? '' : ` · ${formatTimeLeft(left)}`}
          </Typography>
        </Box>
        <Button size="small" variant="outlined" onClick={cancel}>
          {t('Cancel')}
        </Button>
      </Box>
      <LinearProgress
        aria-label={label}
        variant={fraction === null ? 'indeterminate' : 'determinate'}
        value={(fraction ?? 0) * 100}
        sx={{ mt: 2 }}
      />
    </Box>
  );
}
