import Box from '@mui/material/Box';
import { GenerateArea } from './generate-area.tsx';
import { PresetControl } from './preset-control.tsx';
import { PromptBox } from './prompt-box.tsx';
import { ReferenceWell } from './reference-well.tsx';
import { SeedRow } from './seed-row.tsx';
import { TakesList } from './takes-list.tsx';

/** What to make, and everything made so far. */
export function PromptPanel() {
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
      <PromptBox />
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
