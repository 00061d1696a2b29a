import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import Typography from '@mui/material/Typography';
import { t } from '../i18n/i18n.ts';

/** Asks before what was done to a picture is lost. */
export function LeaveDialog({ open, onStay, onLeave }: { open: boolean; onStay: () => void; onLeave: () => void }) {
  return (
    <Dialog open={open} onClose={onStay} maxWidth="xs" aria-labelledby="leave-title">
      <DialogTitle id="leave-title">{t('Leave without saving?')}</DialogTitle>
      <DialogContent>
        <Typography variant="body2" color="text.secondary">
          {t('What you changed in this picture is not kept. The reference you started from is safe.')}
        </Typography>
      </DialogContent>
      <DialogActions>
        <Button onClick={onLeave}>{t('Leave')}</Button>
        <Button variant="contained" onClick={onStay} autoFocus>
          {t('Go on editing')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
