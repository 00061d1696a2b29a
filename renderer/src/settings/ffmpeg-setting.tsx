import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import OutlinedInput from '@mui/material/OutlinedInput';
import { useEffect, useState } from 'react';
import type { SystemInfo } from '../../../electron/contract/domain.ts';
import type { StudioError } from '../../../electron/contract/errors.ts';
import { t } from '../i18n/i18n.ts';
import { Row } from './row.tsx';

/** Where ffmpeg is; empty means the one that comes with the studio or is found on the path. */
export function FfmpegSetting({
  path,
  found,
  error,
  onPath,
}: {
  path: string | null;
  found: SystemInfo['ffmpeg'] | undefined;
  error: StudioError | null;
  onPath: (path: string | null) => void;
}) {
  const [draft, setDraft] = useState(path ?? '');
  useEffect(() => setDraft(path ?? ''), [path]);
  const next = draft.trim() === '' ? null : draft.trim();
  return (
    <Row
      label="ffmpeg"
      help={
        error
          ? error.message
          : found
            ? t('In use: {{version}}, {{path}}', { version: found.version, path: found.path })
            : found === null
              ? t('Not found. Videos cannot be written without it: install ffmpeg, or give its path.')
              : t('Writes the videos.')
      }
    >
      <Box
        component="form"
        onSubmit={(event) => {
          event.preventDefault();
          onPath(next);
        }}
        sx={{ display: 'flex', gap: 2 }}
      >
        <OutlinedInput
          value={draft}
          onChange={(event) => setDraft(event.target.value)}
          placeholder={t('Found automatically')}
          inputProps={{ 'aria-label': t('Path of ffmpeg'), spellCheck: false, maxLength: 4_000 }}
          sx={{ width: 240 }}
        />
        <Button type="submit" variant="outlined" disabled={next === path}>
          {t('Save')}
        </Button>
      </Box>
    </Row>
  );
}
