import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { Link } from 'wouter';
import { ConfirmDialog } from '../components/confirm-dialog.tsx';
import { ChevronLeftIcon } from '../components/icons.tsx';
import { useEmptyBin } from '../components/use-empty-bin.ts';
import { t } from '../i18n/i18n.ts';

/** Heading of the bin and the button that ends it. */
export function BinHeader({ total }: { total: number | undefined }) {
  const [asks, setAsks] = useState(false);
  const { emptyBin, isPending } = useEmptyBin();
  return (
    <Box sx={{ display: 'flex', alignItems: 'flex-end', gap: 3, marginBottom: 6 }}>
      <Box sx={{ flex: 1 }}>
        <Button
          component={Link}
          href="/"
          size="small"
          startIcon={<ChevronLeftIcon />}
          sx={{ ml: -2, mb: 1, color: 'text.secondary' }}
        >
          {t('Gallery')}
        </Button>
        <Typography variant="h1">{t('Bin')}</Typography>
        <Typography variant="body2" color="textSecondary" sx={{ mt: 1 }}>
          {t('Projects stay here, with all their takes, until you empty the bin.')}
        </Typography>
      </Box>
      <Button variant="outlined" color="error" disabled={!total || isPending} onClick={() => setAsks(true)}>
        {t('Empty bin')}
      </Button>
      <ConfirmDialog
        open={asks}
        title={t('Delete {{count}} projects for good?', { count: total ?? 0 })}
        text={t('Their pictures and videos are removed from this disk. This cannot be undone.')}
        confirmLabel={t('Delete for good')}
        onClose={() => setAsks(false)}
        onConfirm={emptyBin}
      />
    </Box>
  );
}
