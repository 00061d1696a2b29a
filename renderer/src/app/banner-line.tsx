import Box from '@mui/material/Box';
import type { ReactNode } from 'react';

/** One line across the window: something everybody should know, whatever screen they are on. */
export function BannerLine({ children }: { children: ReactNode }) {
  return (
    <Box
      sx={(theme) => ({
        display: 'flex',
        alignItems: 'center',
        justifyContent: 'center',
        gap: '12px',
        padding: '5px 16px',
        fontSize: 12.5,
        textAlign: 'center',
        color: theme.vars.palette.warning.main,
        backgroundColor: `color-mix(in srgb, ${theme.vars.palette.warning.main} 9%, ${theme.vars.palette.background.default})`,
        borderBottom: `1px solid ${theme.vars.palette.divider}`,
      })}
    >
      {children}
    </Box>
  );
}
