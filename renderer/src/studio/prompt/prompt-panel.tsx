import Box from '@mui/material/Box';
import Collapse from '@mui/material/Collapse';
import OutlinedInput from '@mui/material/OutlinedInput';
import Typography from '@mui/material/Typography';
import { useId, useState } from 'react';
import { ChevronDownIcon } from '../../components/icons.tsx';
import { t } from '../../i18n/i18n.ts';
import { useDraft, useStudio } from '../studio-context.ts';
import { GenerateArea } from './generate-area.tsx';
import { PresetControl } from './preset-control.tsx';
import { ReferenceWell } from './reference-well.tsx';
import { SeedRow } from './seed-row.tsx';
import { TakesList } from './takes-list.tsx';

/** What to make, and everything made so far. */
export function PromptPanel() {
  const { draft } = useStudio();
  const id = useId();
  const prompt = useDraft((state) => state.prompt);
  return (
    <Box
      sx={{
        height: '100%',
        overflowY: 'auto',
        bgcolor: 'panel',
        padding: '12px 14px 16px',
        display: 'flex',
        flexDirection: 'column',
        gap: '8px',
      }}
    >
      <Box>
        <Typography
          component="label"
          htmlFor={id}
          variant="body2"
          color="text.secondary"
          sx={{ display: 'block', mb: '5px' }}
        >
          {t('Prompt')}
        </Typography>
        <OutlinedInput
          id={id}
          multiline
          fullWidth
          minRows={2}
          maxRows={9}
          placeholder={t('What happens in the picture?')}
          value={prompt}
          onChange={(event) => draft.setState({ prompt: event.target.value })}
          sx={{ bgcolor: 'well', '& textarea': { padding: 0 } }}
        />
        <NegativePrompt />
      </Box>
      <ReferenceWell />
      <PresetControl />
      <SeedRow />
      {/* In a low window the panel scrolls; what starts and stops the work stays in reach. */}
      <Box
        sx={{
          position: 'sticky',
          bottom: '-16px',
          zIndex: 1,
          bgcolor: 'panel',
          pt: 1,
          pb: 1,
          mt: -1,
          mb: -1,
        }}
      >
        <GenerateArea />
      </Box>
      <TakesList />
    </Box>
  );
}

function NegativePrompt() {
  const { draft } = useStudio();
  const id = useId();
  const text = useDraft((state) => state.negativePrompt);
  const [isOpen, setOpen] = useState(text !== '');
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
          value={text}
          onChange={(event) => draft.setState({ negativePrompt: event.target.value })}
          inputProps={{ 'aria-label': t('What to avoid') }}
          sx={{ bgcolor: 'well', mt: 1, '& textarea': { padding: 0 } }}
        />
      </Collapse>
    </Box>
  );
}
