import Box from '@mui/material/Box';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { startFromPicture } from '../api/start-project.ts';
import { notifyError } from '../components/notices.ts';
import { PictureWell } from './picture-well.tsx';
import { PromptBox } from './prompt-box.tsx';

/** Where a project begins: words on the left, a picture on the right. */
export function StartPanel() {
  const [, navigate] = useLocation();
  const [prompt, setPrompt] = useState('');
  const onPicture = (file: File): void => {
    startFromPicture(file, file.name, prompt.trim()).then((project) => navigate(`/studio/${project.id}`), notifyError);
  };
  return (
    <Box sx={{ display: 'grid', gridTemplateColumns: 'minmax(0, 1fr) minmax(220px, 300px)', gap: '16px' }}>
      <PromptBox prompt={prompt} onPrompt={setPrompt} />
      <PictureWell onPicture={onPicture} />
    </Box>
  );
}
