import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { pictureIn } from '../api/picture-files.ts';
import { startFromPicture } from '../api/start-project.ts';
import { UploadIcon } from '../components/icons.tsx';
import { notify, notifyError } from '../components/notices.ts';
import { isTyping } from '../components/shortcuts.ts';

/**
 * A picture dropped or pasted anywhere becomes a new project. A screen that wants it for itself (the reference well of the
 * studio) calls preventDefault first; inside the studio nothing is taken, so that a near miss makes no new project.
 */
export function PictureDrop() {
  const [location, navigate] = useLocation();
  const [isOver, setIsOver] = useState(false);
  const isInStudio = location.startsWith('/studio/');

  useEffect(() => {
    let depth = 0;
    const take = (file: File): void => {
      startFromPicture(file, file.name).then((project) => navigate(`/studio/${project.id}`), notifyError);
    };
    const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;

    const onEnter = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      depth += 1;
      if (!isInStudio) setIsOver(true);
    };
    const onLeave = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setIsOver(false);
    };
    // Without this the browser would leave the page to show the dropped file.
    const onOver = (event: DragEvent): void => {
      if (hasFiles(event)) event.preventDefault();
    };
    const onDrop = (event: DragEvent): void => {
      depth = 0;
      setIsOver(false);
      const isTaken = event.defaultPrevented;
      if (hasFiles(event)) event.preventDefault();
      if (isTaken || isInStudio) return;
      const files = event.dataTransfer?.files;
      const picture = pictureIn(files);
      if (picture) take(picture);
      else if (files?.length) notify('That is not a picture. Drop a JPEG, PNG or WebP.', { tone: 'error' });
    };
    const onPaste = (event: ClipboardEvent): void => {
      const picture = pictureIn(event.clipboardData?.files);
      if (!picture || event.defaultPrevented || isInStudio) return;
      if (isTyping(event.target) && event.clipboardData?.types.includes('text/plain')) return;
      event.preventDefault();
      take(picture);
    };

    window.addEventListener('dragenter', onEnter);
    window.addEventListener('dragleave', onLeave);
    window.addEventListener('dragover', onOver);
    window.addEventListener('drop', onDrop);
    window.addEventListener('paste', onPaste);
    return () => {
      window.removeEventListener('dragenter', onEnter);
      window.removeEventListener('dragleave', onLeave);
      window.removeEventListener('dragover', onOver);
      window.removeEventListener('drop', onDrop);
      window.removeEventListener('paste', onPaste);
    };
  }, [isInStudio, navigate]);

  if (!isOver) return null;
  return (
    <Box
      sx={(theme) => ({
        position: 'fixed',
        inset: 12,
        zIndex: theme.zIndex.modal,
        display: 'grid',
        placeContent: 'center',
        justifyItems: 'center',
        gap: 2,
        borderRadius: '16px',
        border: `2px dashed ${theme.vars.palette.primary.main}`,
        backgroundColor: `color-mix(in srgb, ${theme.vars.palette.background.default} 82%, transparent)`,
        backdropFilter: 'blur(6px)',
        pointerEvents: 'none',
      })}
    >
      <UploadIcon sx={{ fontSize: 34, color: 'primary.main' }} />
      <Typography variant="h1" component="p">
        Drop to animate
      </Typography>
      <Typography color="textSecondary">It becomes a new project</Typography>
    </Box>
  );
}
