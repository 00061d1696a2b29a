import Box from '@mui/material/Box';
import { memo } from 'react';
import { PictureWell } from './picture-well.tsx';
import { PromptBox } from './prompt-box.tsx';
import { useGalleryView } from './use-gallery-view.ts';
import { startWithFile } from './use-start.ts';

/** Where a project begins: words on the left, a picture on the right. */
export const StartPanel = memo(function StartPanel() {
  const words = useGalleryView((view) => view.prompt).trim();
  return (
    <Box sx={{ display: 'grid', gridTemplateColumns: 'minmax(0, 1fr) minmax(220px, 300px)', gap: '16px' }}>
      <PromptBox />
      <PictureWell onFile={(file) => void startWithFile(file, words)} />
    </Box>
  );
});
