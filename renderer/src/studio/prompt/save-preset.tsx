import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import OutlinedInput from '@mui/material/OutlinedInput';
import Typography from '@mui/material/Typography';
import { useId, useState } from 'react';
import { t } from '../../i18n/i18n.ts';
import type { PresetActions } from './use-preset-actions.ts';

/** Asks for a name, and whether words and seed belong to it. */
export function SavePreset({ actions, onEnd }: { actions: PresetActions; onEnd: () => void }) {
  const id = useId();
  const [name, setName] = useState('');
  const [includes, setIncludes] = useState({ prompt: false, seed: false });
  const parts = [
    { key: 'prompt', label: t('With the prompt') },
    { key: 'seed', label: t('With the seed') },
  ] as const;
  return (
    <Box
      component="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() === '') return;
        actions.add(name.trim(), includes);
        onEnd();
      }}
      sx={{ display: 'grid', gap: 2, padding: '14px' }}
    >
      <Box>
        <Typography component="label" htmlFor={id} variant="body2" sx={{ display: 'block', mb: '5px' }}>
          {t('Name')}
        </Typography>
        <OutlinedInput
          id={id}
          fullWidth
          autoFocus
          size="small"
          value={name}
          onChange={(event) => setName(event.target.value)}
          inputProps={{ maxLength: 60 }}
          sx={{ bgcolor: 'well' }}
        />
      </Box>
      <Box sx={{ display: 'grid' }}>
        {parts.map(({ key, label }) => (
          <FormControlLabel
            key={key}
            control={
              <Checkbox
                size="small"
                checked={includes[key]}
                onChange={(event) => setIncludes((old) => ({ ...old, [key]: event.target.checked }))}
              />
            }
            label={label}
            slotProps={{ typography: { variant: 'body2' } }}
          />
        ))}
      </Box>
      <Typography variant="caption" color="text.secondary" component="p">
        {t('Models and parameters of all four lanes. What is painted stays with its picture.')}
      </Typography>
      <Box sx={{ display: 'grid', gridTemplateColumns: '1fr 1fr', gap: 2 }}>
        <Button variant="outlined" onClick={onEnd}>
          {t('Cancel')}
        </Button>
        <Button type="submit" variant="contained" disabled={name.trim() === ''}>
          {t('Save')}
        </Button>
      </Box>
    </Box>
  );
}
