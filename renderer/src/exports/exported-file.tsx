import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import type { ExportedFile } from '../../../electron/contract/domain.ts';
import { call, mediaUrl } from '../api/client.ts';
import { useCall } from '../api/queries.ts';
import { saveFile, useSavedFiles } from '../api/save-file.ts';
import { formatBytes } from '../components/format.ts';
import { notify, notifyError } from '../components/notices.ts';
import { t } from '../i18n/i18n.ts';

/** A finished file: downloaded in a browser; saved, shown in its folder or dragged out of the window in the desktop app. */
export function FinishedFile({ file, isMain }: { file: ExportedFile; isMain: boolean }) {
  const host = useCall('host.info', {}).data;
  const savedTo = useSavedFiles((paths) => paths[file.media]);
  const { media, fileName } = file;
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 3, minWidth: 0, flex: 1 }}>
      <Box
        sx={{ minWidth: 0, flex: 1, cursor: host?.canDragOut ? 'grab' : 'default' }}
        draggable={host?.canDragOut ?? false}
        onDragStart={(event) => {
          event.preventDefault();
          call('host.startDrag', { media, fileName }).catch(notifyError);
        }}
      >
        <Typography variant="body2" noWrap title={savedTo ?? fileName}>
          {fileName}
        </Typography>
        <Typography variant="caption" color="text.secondary" className="tabular" component="p" noWrap>
          {formatBytes(file.sizeBytes)}
          {host?.canDragOut ? ` · ${t('drag it anywhere')}` : ''}
        </Typography>
      </Box>
      {savedTo !== undefined && host?.canReveal ? (
        <Button variant="outlined" onClick={() => showInFolder(savedTo)}>
          {t('Show in folder')}
        </Button>
      ) : null}
      {host?.canSaveAs ? (
        <Button variant={isMain && savedTo === undefined ? 'contained' : 'outlined'} onClick={() => saveAndTell(file)}>
          {t('Save as…')}
        </Button>
      ) : (
        <Button
          variant={isMain ? 'contained' : 'outlined'}
          component="a"
          href={mediaUrl(media, { download: fileName })}
          download={fileName}
        >
          {t('Download')}
        </Button>
      )}
    </Box>
  );
}

/** Saves a file and says where it is, with the way there. */
export function saveAndTell(file: ExportedFile): void {
  saveFile(file).then((saved) => {
    const path = saved?.path;
    if (!path) return;
    notify(t('Saved to {{savedTo}}.', { savedTo: path }), {
      action: { label: t('Show in folder'), run: () => showInFolder(path) },
    });
  }, notifyError);
}

function showInFolder(path: string): void {
  call('host.revealInFolder', { path }).catch(notifyError);
}
