import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import Typography from '@mui/material/Typography';
import { useId } from 'react';
import { useLocation } from 'wouter';
import type { Take } from '../../../electron/contract/domain.ts';
import { TakeDiff } from '../components/take-diff.tsx';
import { takeNumber } from '../components/take-differences.ts';
import { TakePicture } from '../components/take-picture.tsx';
import { t } from '../i18n/i18n.ts';
import { laneName } from '../i18n/names.ts';
import { comparePath } from './prompt/take-menu.tsx';
import { useStudio } from './studio-context.ts';

/** Two takes, the older one first, and everything that was done differently to make them. */
export function DifferencesDialog({ pair, onClose }: { pair: readonly [Take, Take]; onClose: () => void }) {
  const [a, b] = pair[0].createdAt <= pair[1].createdAt ? pair : [pair[1], pair[0]];
  const { takes } = useStudio();
  const [, navigate] = useLocation();
  const titleId = useId();
  return (
    <Dialog open onClose={onClose} maxWidth="sm" fullWidth aria-labelledby={titleId}>
      <DialogTitle id={titleId}>{t('Differences')}</DialogTitle>
      <DialogContent sx={{ display: 'grid', gap: 5 }}>
        <Box sx={{ display: 'grid', gridTemplateColumns: '1fr 1fr', gap: '14px' }}>
          {[a, b].map((take, side) => (
            <Box key={take.id}>
              <Box sx={{ borderRadius: '8px', overflow: 'hidden', maxWidth: 200 }}>
                <TakePicture take={take} />
              </Box>
              <Typography variant="body2" className="tabular" sx={{ mt: 2 }}>
                {side === 0 ? 'A' : 'B'} ·{' '}
                {t('{{lane}} take {{number}}', { lane: laneName(take.stage), number: takeNumber(take, takes) })}
              </Typography>
              {take.note === '' ? null : (
                <Typography variant="caption" color="text.secondary" component="p" dir="auto">
                  {take.note}
                </Typography>
              )}
            </Box>
          ))}
        </Box>
        <TakeDiff a={a} b={b} takes={takes} />
      </DialogContent>
      <DialogActions>
        <Button onClick={() => navigate(comparePath(a, b))}>{t('Compare side by side')}</Button>
        <Button variant="outlined" onClick={onClose}>
          {t('Close')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
