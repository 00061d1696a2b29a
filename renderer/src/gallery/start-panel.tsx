import Box from '@mui/material/Box';
import { startFromPicture } from '../api/start-project.ts';
import { PictureWell } from './picture-well.tsx';
import { PromptBox } from './prompt-box.tsx';
import { useGalleryView } from './use-gallery-view.ts';
import { startProject } from './use-start.ts';

/** Where a project begins: words on the left, a picture on the right. */
export function StartPanel() {
  const words = useGalleryView((view) => view.prompt).trim();
  return (
    <Box sx={{ display: 'grid', gridTemplateColumns: 'minmax(0, 1fr) minmax(220px, 300px)', gap: '16px' }}>
      <PromptBox />
      <PictureWell onPicture={(file) => void startProject(() => startFromPicture(file, file.name, words))} />
    </Box>
  );
}
