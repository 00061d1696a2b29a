import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useAction, useCall } from '../api/queries.ts';
import { ErrorNotice } from '../components/error-notice.tsx';
import { notifyError } from '../components/notices.ts';
import { Card, Section } from '../components/screen.tsx';
import { t } from '../i18n/i18n.ts';
import { ImportDialog } from './import-dialog.tsx';

/** A person's own models: folders and files as they were published become a pack. */
export function ImportSection() {
  const host = useCall('host.info', {});
  const choose = useAction('host.choosePaths');
  const look = useAction('packs.planImport');
  const [text, setText] = useState('');
  const paths = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const add = (kind: 'folder' | 'files'): void =>
    choose.mutate(
      { kind },
      {
        onSuccess: (chosen) => setText([...new Set([...paths, ...chosen.paths])].join('\n')),
        onError: notifyError,
      },
    );

  return (
    <Section title={t('Add a model of your own')} id="import">
      <Card>
        <Typography variant="body2" color="textSecondary" sx={{ maxWidth: '72ch' }}>
          {t(
            'Stable Diffusion, AnimateDiff, SparseCtrl, ControlNet, IP-Adapter, LoRAs and frame interpolation work as published: name the folder of a whole model first, then what goes with it. Nothing is converted, and the originals stay as they are.',
          )}
        </Typography>
        <TextField
          multiline
          fullWidth
          minRows={2}
          maxRows={8}
          size="small"
          label={t('Folders and files, one a line')}
          placeholder={t('/home/me/models/stable-diffusion-v1-5')}
          value={text}
          onChange={(event) => setText(event.target.value)}
          helperText={host.data?.canChoosePaths ? undefined : t('Whole paths on the computer where the studio runs.')}
          slotProps={{ htmlInput: { spellCheck: false, autoCapitalize: 'off' } }}
          sx={{ mt: 4 }}
        />
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, mt: 3 }}>
          {host.data?.canChoosePaths ? (
            <>
              <Button variant="outlined" size="small" onClick={() => add('folder')}>
                {t('Choose a folder…')}
              </Button>
              <Button variant="outlined" size="small" onClick={() => add('files')}>
                {t('Choose files…')}
              </Button>
            </>
          ) : null}
          <Box sx={{ flex: 1 }} />
          <Button
            variant="outlined"
            size="small"
            disabled={paths.length === 0 || look.isPending}
            onClick={() => look.mutate({ paths })}
          >
            {look.isPending ? t('Looking…') : t('Look at it')}
          </Button>
        </Box>
        {look.error ? (
          <Box sx={{ mt: 3 }}>
            <ErrorNotice error={look.error} />
          </Box>
        ) : null}
      </Card>
      {look.data ? (
        <ImportDialog
          plan={look.data}
          paths={paths}
          onClose={look.reset}
          onImported={() => {
            look.reset();
            setText('');
          }}
        />
      ) : null}
    </Section>
  );
}
