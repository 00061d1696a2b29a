import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useMutation } from '@tanstack/react-query';
import type { ExportedFile, FrameFormat, Take } from '../../../../electron/contract/domain.ts';
import type { StudioError } from '../../../../electron/contract/errors.ts';
import { call } from '../../api/client.ts';
import { asTransfer } from '../../api/transfers.ts';
import { notifyError } from '../../components/notices.ts';
import { saveAndTell } from '../../exports/exported-file.tsx';
import { t } from '../../i18n/i18n.ts';
import { laneName } from '../../i18n/names.ts';
import { frameAt } from '../frame-clock.ts';
import { usePlayer } from '../studio-context.ts';

/** The frame in the preview as a picture: for a poster, or to go on from. */
export function FrameRow({ take }: { take: Take }) {
  const frame = frameAt(
    usePlayer((state) => state.seconds),
    take,
  );
  const save = useMutation<ExportedFile, StudioError, FrameFormat>({
    mutationFn: (format) =>
      asTransfer(t('Saving frame {{frame}}', { frame: frame + 1 }), ({ id }) =>
        call('exports.frame', { takeId: take.id, frame, format, transferId: id }),
      ),
    onSuccess: saveAndTell,
    onError: notifyError,
  });
  return (
    <Box
      sx={{ display: 'flex', alignItems: 'center', gap: 2, borderTop: '1px solid', borderColor: 'divider', pt: '12px' }}
    >
      <Box sx={{ flex: 1, minWidth: 0 }}>
        <Typography variant="body2">{t('Save this frame')}</Typography>
        <Typography variant="caption" color="text.secondary" className="tabular" component="p" noWrap>
          {laneName(take.stage)} · {t('frame {{frame}} of {{frames}}', { frame: frame + 1, frames: take.frames })}
        </Typography>
      </Box>
      <Button
        variant="outlined"
        size="small"
        aria-label={t('Save this frame as PNG')}
        disabled={save.isPending}
        onClick={() => save.mutate('png')}
      >
        PNG
      </Button>
      <Button
        variant="outlined"
        size="small"
        aria-label={t('Save this frame as JPEG')}
        disabled={save.isPending}
        onClick={() => save.mutate('jpeg')}
      >
        JPEG
      </Button>
    </Box>
  );
}
