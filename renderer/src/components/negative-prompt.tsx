import Box from '@mui/material/Box';
import Collapse from '@mui/material/Collapse';
import OutlinedInput from '@mui/material/OutlinedInput';
import { useEffect, useId, useState } from 'react';
import { t } from '../i18n/i18n.ts';
import { ChevronDownIcon } from './icons.tsx';

/** What should not be in the picture; folded until it is asked for or holds something. */
export function NegativePrompt({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const id = useId();
  const isEmpty = value === '';
  const [isOpen, setOpen] = useState(!isEmpty);
  // An earlier prompt may bring one along.
  useEffect(() => {
    if (!isEmpty) setOpen(true);
  }, [isEmpty]);
  return (
    <Box sx={{ mt: '6px' }}>
      <Box
        component="button"
        type="button"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
        sx={{
          display: 'flex',
          alignItems: 'center',
          gap: 1,
          font: 'inherit',
          fontSize: 13,
          color: 'text.secondary',
          background: 'none',
          border: 0,
          padding: '2px 0',
          borderRadius: '4px',
          cursor: 'pointer',
          '&:hover': { color: 'text.primary' },
        }}
      >
        <ChevronDownIcon
          sx={{ fontSize: 16, transform: isOpen ? 'none' : 'rotate(-90deg)', transition: 'transform 150ms ease-out' }}
        />
        {t('Negative prompt')}
      </Box>
      <Collapse in={isOpen} timeout={150} unmountOnExit id={id}>
        <OutlinedInput
          multiline
          fullWidth
          minRows={2}
          maxRows={6}
          placeholder={t('What should not be there?')}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          inputProps={{ 'aria-label': t('What to avoid') }}
          sx={{ bgcolor: 'well', mt: 1, '& textarea': { padding: 0 } }}
        />
      </Collapse>
    </Box>
  );
}
