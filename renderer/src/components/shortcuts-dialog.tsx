import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import Typography from '@mui/material/Typography';
import { Fragment } from 'react';
import { t } from '../i18n/i18n.ts';
import { keyName, shortcutGroups } from './shortcuts.ts';

/** What `?` opens. */
export function ShortcutsDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog open={open} onClose={onClose} maxWidth="md" fullWidth aria-labelledby="shortcuts-title">
      <DialogTitle id="shortcuts-title">{t('Shortcuts')}</DialogTitle>
      {/* In a low window it scrolls, by keyboard too. */}
      <DialogContent tabIndex={0}>
        <ShortcutsList />
      </DialogContent>
      <DialogActions>
        <Button variant="outlined" onClick={onClose}>
          {t('Close')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

/** All shortcuts in two columns. */
export function ShortcutsList() {
  return (
    <Box sx={{ columns: '220px', columnGap: 9 }}>
      {shortcutGroups.map((group) => (
        <Box key={group.title} sx={{ breakInside: 'avoid', marginBottom: 4 }}>
          <Typography variant="caption" color="textSecondary" component="h3" sx={{ marginBottom: 1 }}>
            {t(group.title)}
          </Typography>
          <Box
            component="dl"
            sx={{ margin: 0, display: 'grid', gridTemplateColumns: '1fr auto', rowGap: '6px', alignItems: 'center' }}
          >
            {group.shortcuts.map(({ keys, does }) => (
              <Fragment key={does}>
                <Typography component="dt" variant="body2">
                  {t(does)}
                </Typography>
                <Box component="dd" sx={{ margin: 0, display: 'flex', gap: '4px', justifyContent: 'flex-end' }}>
                  {keys.map((key) => (
                    <Key key={key}>{keyName(key)}</Key>
                  ))}
                </Box>
              </Fragment>
            ))}
          </Box>
        </Box>
      ))}
    </Box>
  );
}

function Key({ children }: { children: string }) {
  return (
    <Box
      component="kbd"
      sx={{
        fontFamily: 'inherit',
        fontSize: 11.5,
        minWidth: 22,
        textAlign: 'center',
        padding: '1px 6px',
        borderRadius: '5px',
        border: '1px solid',
        borderColor: 'divider',
        bgcolor: 'raised',
        color: 'text.secondary',
      }}
    >
      {children}
    </Box>
  );
}
