import Box from '@mui/material/Box';
import type { ReactNode } from 'react';
import type { LicenceLink } from '../../../electron/contract/models.ts';

/** What is known of a model, in a row that wraps. */
export function Facts({ children }: { children: ReactNode }) {
  return (
    <Box
      component="dl"
      sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 7, rowGap: 1, margin: '14px 0 0', fontSize: 12.5 }}
    >
      {children}
    </Box>
  );
}

export function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <Box sx={{ display: 'flex', gap: '7px', minWidth: 0 }}>
      <Box component="dt" sx={{ color: 'text.secondary', flexShrink: 0 }}>
        {term}
      </Box>
      <Box component="dd" sx={{ margin: 0, minWidth: 0, overflowWrap: 'anywhere' }}>
        {children}
      </Box>
    </Box>
  );
}

/** Links that open in the person’s own browser when they choose to; the studio itself follows none. */
export function LicenceLinks({ licences }: { licences: readonly LicenceLink[] }) {
  return licences.map(({ name, url }, index) => (
    <span key={url}>
      {index > 0 ? ', ' : ''}
      <Box
        component="a"
        href={url}
        target="_blank"
        rel="noreferrer noopener"
        sx={{ color: 'inherit', textUnderlineOffset: 3, textDecorationColor: 'var(--sm-palette-faint)' }}
      >
        {name}
      </Box>
    </span>
  ));
}
