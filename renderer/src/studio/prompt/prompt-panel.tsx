import Box from '@mui/material/Box';
import OutlinedInput from '@mui/material/OutlinedInput';
import Typography from '@mui/material/Typography';
import { useId } from 'react';
import { NegativePrompt } from '../../components/negative-prompt.tsx';
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
  const negative = useDraft((state) => state.negativePrompt);
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
        <NegativePrompt value={negative} onChange={(negativePrompt) => draft.setState({ negativePrompt })} />
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
