import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { useId, useRef } from 'react';
import { Trans } from 'react-i18next';
import { acceptedFiles } from '../api/opened-files.ts';
import { UploadIcon } from '../components/icons.tsx';
import { t } from '../i18n/i18n.ts';

/** Says that a picture may be dropped or pasted anywhere, and opens the file chooser when pressed. Takes projects and videos too. */
export function PictureWell({ onFile }: { onFile: (file: File) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  return (
    <Box
      component="label"
      htmlFor={id}
      sx={(theme) => ({
        display: 'grid',
        placeContent: 'center',
        justifyItems: 'center',
        gap: '3px',
        textAlign: 'center',
        padding: '18px',
        minHeight: 136,
        borderRadius: '14px',
        border: `1px dashed ${theme.vars.palette.faint}`,
        color: theme.vars.palette.text.secondary,
        cursor: 'pointer',
        transition: 'border-color 150ms, background-color 150ms, color 150ms',
        '&:hover, &:focus-within': {
          color: theme.vars.palette.text.primary,
          borderColor: theme.vars.palette.primary.main,
          backgroundColor: `color-mix(in srgb, ${theme.vars.palette.primary.main} 5%, transparent)`,
        },
        '&:has(:focus-visible)': { outline: `2px solid ${theme.vars.palette.selection}`, outlineOffset: 2 },
      })}
    >
      <UploadIcon sx={{ fontSize: 24, marginBottom: '8px' }} />
      <Typography variant="h3" component="span" color="textPrimary">
        {t('Drop a picture to animate it')}
      </Typography>
      <Typography variant="body2" component="span">
        <Trans
          i18nKey="or paste, or <chooser>choose a file</chooser>"
          components={{
            chooser: <Box component="span" sx={{ textDecoration: 'underline', textUnderlineOffset: 3 }} />,
          }}
        />
      </Typography>
      <input
        ref={input}
        id={id}
        type="file"
        accept={acceptedFiles}
        aria-label={t('Choose a picture')}
        className="visually-hidden"
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = '';
          if (file) onFile(file);
        }}
      />
    </Box>
  );
}
