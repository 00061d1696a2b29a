import Box from '@mui/material/Box';
import type { ReactNode, Ref } from 'react';

export function JobList({
  label,
  listRef,
  children,
}: {
  label: string;
  listRef?: Ref<HTMLUListElement>;
  children: ReactNode;
}) {
  return (
    <Box
      component="ul"
      aria-label={label}
      ref={listRef}
      sx={{
        listStyle: 'none',
        margin: 0,
        padding: 0,
        display: 'grid',
        gridTemplateColumns: 'minmax(0, 1fr)',
        gap: '8px',
      }}
    >
      {children}
    </Box>
  );
}
