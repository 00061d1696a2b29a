import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { openFile, openManyFiles } from '../api/open-files.ts';
import { kindOf } from '../api/opened-files.ts';
import { pictureIn } from '../api/picture-files.ts';
import { UploadIcon } from '../components/icons.tsx';
import { notifyError, notifyFailure } from '../components/notices.ts';
import { isTyping } from '../components/shortcuts.ts';
import { t } from '../i18n/i18n.ts';
import { showManyOpened, showOpened } from './show-opened.ts';

/**
 * Files dropped or pasted anywhere: a picture becomes a new project, a project file comes back, an exported video shows its
 * recipe; several become a project each. A screen that wants it for itself (the reference well of the
 * studio) calls preventDefault first; inside the studio nothing but presets is taken, so that a near miss makes no new project.
 */
export function FileDrop() {
  const [location] = useLocation();
  const [isOver, setIsOver] = useState(false);
  const isInStudio = location.startsWith('/studio/');

  useEffect(() => {
    let depth = 0;
    const take = (files: readonly File[]): void => {
      const [first, ...others] = files;
      if (!first) return;
      if (others.length > 0) openManyFiles(files).then(showManyOpened, notifyError);
      else openFile(first).then(showOpened, (error: unknown) => notifyFailure(error, () => take(files)));
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
      if (isTaken) return;
      const files = [...(event.dataTransfer?.files ?? [])];
      take(isInStudio ? files.filter((file) => kindOf(file) === 'preset') : files);
    };
    const onPaste = (event: ClipboardEvent): void => {
      const picture = pictureIn(event.clipboardData?.files);
      if (!picture || event.defaultPrevented || isInStudio) return;
      if (isTyping(event.target) && event.clipboardData?.types.includes('text/plain')) return;
      event.preventDefault();
      take([picture]);
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
  }, [isInStudio]);

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
        {t('Drop to open')}
      </Typography>
      <Typography color="textSecondary" sx={{ maxWidth: '46ch', textAlign: 'center' }}>
        {t('A picture becomes a new project. A project comes back, and an exported video shows its recipe.')}
      </Typography>
    </Box>
  );
}
