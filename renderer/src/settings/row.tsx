import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import type { ReactNode } from 'react';

/** Settings under each other, parted by hairlines. */
export function Rows({ children }: { children: ReactNode }) {
  return (
    <Box
      sx={{
        border: '1px solid',
        borderColor: 'divider',
        bgcolor: 'panel',
        borderRadius: '12px',
        '& > * + *': { borderTop: '1px solid', borderColor: 'divider' },
      }}
    >
      {children}
    </Box>
  );
}

/** One setting: what it is, what it does, and its control. */
export function Row({ label, help, children }: { label: string; help?: ReactNode; children: ReactNode }) {
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', flexWrap: 'wrap', gap: '12px 24px', padding: '14px 18px' }}>
      <Box sx={{ flex: '1 1 260px', minWidth: 0 }}>
        <Typography variant="body2" sx={{ fontWeight: 550 }}>
          {label}
        </Typography>
        {help ? (
          <Typography
            variant="caption"
            component="p"
            color="textSecondary"
            sx={{ mt: '2px', overflowWrap: 'anywhere' }}
          >
            {help}
          </Typography>
        ) : null}
      </Box>
      {children}
    </Box>
  );
}
