import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import LinearProgress from '@mui/material/LinearProgress';
import MenuItem from '@mui/material/MenuItem';
import Select from '@mui/material/Select';
import Slider from '@mui/material/Slider';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import Typography from '@mui/material/Typography';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useId, useState } from 'react';
import type { CallInput, CallOutput } from '../../../../electron/contract/calls.ts';
import type { ExportQuality, ExportSettings, Take } from '../../../../electron/contract/domain.ts';
import type { StudioError } from '../../../../electron/contract/errors.ts';
import { call, mediaUrl } from '../../api/client.ts';
import { useCall } from '../../api/queries.ts';
import { asTransfer, useTransfers } from '../../api/transfers.ts';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { formatBytes, formatNumber } from '../../components/format.ts';
import { notify, notifyError } from '../../components/notices.ts';
import { phrase, t } from '../../i18n/i18n.ts';
import { laneName } from '../../i18n/names.ts';
import { trimmedFrames } from '../preview/playback.ts';
import { useDraft, useStudio } from '../studio-context.ts';
import { useSettled } from '../use-settled.ts';
import { timecode } from '../words.ts';

type Format = ExportSettings['format'];
type ExportRequest = CallInput<'exports.run'>;

const formats: Readonly<Record<Format, { readonly label: string; readonly about: string }>> = {
  mp4: { label: 'MP4', about: phrase('H.264 video. Plays everywhere.') },
  h265: { label: 'H.265', about: phrase('MP4 of half the size, for newer players.') },
  av1: { label: 'AV1', about: phrase('MP4, smaller still, for the newest players.') },
  webm: { label: 'WebM', about: phrase('VP9 video, for the web.') },
  mov: { label: 'ProRes', about: phrase('Large and nearly lossless, for editing programs.') },
  gif: { label: 'GIF', about: phrase('Loops by itself, in 256 colours.') },
  webp: { label: 'WebP', about: phrase('Loops by itself, in full colour.') },
  png: { label: 'PNG', about: phrase('Every frame without loss, in one zip.') },
};
const qualities: Readonly<Record<ExportQuality, string>> = {
  small: phrase('Small'),
  balanced: phrase('Balanced'),
  best: phrase('Best'),
};
const rates = [8, 12, 15, 24, 25, 30, 50, 60] as const;

/** Writes a lane's take to a file: format, range, loops; then saves, downloads or drags it out. */
export function ExportDialog({ onClose }: { onClose: () => void }) {
  const { lanes } = useStudio();
  const made = lanes.flatMap(({ take }) => take ?? []);
  const [takeId, setTakeId] = useState(made.at(-1)?.id);
  const take = made.find(({ id }) => id === takeId) ?? made.at(-1);
  return (
    <Dialog open onClose={onClose} maxWidth="xs" fullWidth aria-labelledby="export-title">
      <DialogTitle id="export-title">{t('Export')}</DialogTitle>
      {take ? (
        <ExportForm key={take.id} take={take} onClose={onClose}>
          <ToggleButtonGroup
            exclusive
            fullWidth
            size="small"
            aria-label={t('What to export')}
            value={take.id}
            onChange={(_, value: string | null) => value && setTakeId(value)}
          >
            {made.map(({ id, stage }) => (
              <ToggleButton key={id} value={id}>
                {laneName(stage)}
              </ToggleButton>
            ))}
          </ToggleButtonGroup>
        </ExportForm>
      ) : null}
    </Dialog>
  );
}

function ExportForm({ take, onClose, children }: { take: Take; onClose: () => void; children: ReactNode }) {
  const trim = useDraft((state) => state.trim);
  const [format, setFormat] = useState<Format>(take.frames > 1 ? 'mp4' : 'png');
  const [range, setRange] = useState(() => trimmedFrames(take, trim));
  const [loops, setLoops] = useState(1);
  const [edge, setEdge] = useState<number | null>(null);
  const [fps, setFps] = useState<number | null>(null);
  const [quality, setQuality] = useState<ExportQuality>('best');
  const run = useMutation<CallOutput<'exports.run'>, StudioError, ExportRequest>({
    mutationFn: (request) =>
      asTransfer(t('Exporting {{format}}', { format: formats[request.format].label }), ({ id }) =>
        call('exports.run', { ...request, transferId: id }),
      ),
  });
  const transfer = useTransfers(({ transfers }) => transfers.at(-1));
  const ids = { loops: useId(), range: useId(), edge: useId(), fps: useId() };
  const isWhole = range.first === 0 && range.last === take.frames - 1;
  const moves = take.frames > 1;
  const repeats = !['gif', 'webp', 'png'].includes(format);
  const frames = range.last - range.first + 1;
  const request: ExportRequest = {
    takeId: take.id,
    format,
    range: isWhole ? null : range,
    loops: repeats ? loops : 1,
    edge,
    fps: moves ? fps : null,
    quality,
  };
  // Asked for once the person has stopped dragging.
  const settled = useSettled(request, 500);
  const estimate = useCall('exports.estimate', settled, { enabled: !run.isPending && !run.data, keep: true });
  const change = (act: () => void): void => {
    run.reset();
    act();
  };

  return (
    <>
      <DialogContent sx={{ display: 'grid', gap: 4 }}>
        {children}
        <Box>
          <ToggleButtonGroup
            exclusive
            size="small"
            aria-label={t('Format')}
            sx={{ display: 'grid', gridTemplateColumns: 'repeat(4, 1fr)', gap: '4px' }}
            value={format}
            disabled={run.isPending}
            onChange={(_, value: Format | null) => value && change(() => setFormat(value))}
          >
            {Object.entries(formats).map(([value, { label }]) => (
              <ToggleButton key={value} value={value} disabled={!moves && value !== 'png'}>
                {label}
              </ToggleButton>
            ))}
          </ToggleButtonGroup>
          <Typography variant="caption" color="text.secondary" component="p" sx={{ mt: 2 }}>
            {t(formats[format].about)} {take.width}×{take.height}
            {take.frames > 1 ? ` · ${take.fps} fps` : ''}
          </Typography>
        </Box>
        {take.frames > 1 ? (
          <Box>
            <Box sx={{ display: 'flex', justifyContent: 'space-between' }}>
              <Typography id={ids.range} variant="body2">
                {t('Range')}
              </Typography>
              <Typography variant="body2" color="text.secondary" className="tabular">
                {timecode(range.first / take.fps)} – {timecode((range.last + 1) / take.fps)} ·{' '}
                {t('{{count}} frames', { count: frames })}
              </Typography>
            </Box>
            <Slider
              value={[range.first, range.last]}
              min={0}
              max={take.frames - 1}
              disabled={run.isPending}
              getAriaLabel={(index) => (index === 0 ? t('First frame') : t('Last frame'))}
              getAriaValueText={(value) => t('frame {{frame}}', { frame: value + 1 })}
              onChange={(_, value) => {
                if (Array.isArray(value)) change(() => setRange({ first: value[0] ?? 0, last: value[1] ?? 0 }));
              }}
            />
          </Box>
        ) : null}
        {take.frames > 1 && repeats ? (
          <Box>
            <Box sx={{ display: 'flex', justifyContent: 'space-between' }}>
              <Typography id={ids.loops} variant="body2">
                {t('Loops')}
              </Typography>
              <Typography variant="body2" color="text.secondary" className="tabular">
                {loops}× · {formatNumber((frames * loops) / take.fps, 1)} s
              </Typography>
            </Box>
            <Slider
              value={loops}
              min={1}
              max={20}
              disabled={run.isPending}
              aria-labelledby={ids.loops}
              onChange={(_, value) => change(() => setLoops(Array.isArray(value) ? (value[0] ?? 1) : value))}
            />
          </Box>
        ) : null}
        <Box sx={{ display: 'grid', gridTemplateColumns: moves ? '1fr 1fr' : '1fr', gap: '12px' }}>
          <Labelled id={ids.edge} label={t('Longest edge')}>
            <Select
              size="small"
              fullWidth
              value={edge ?? 0}
              disabled={run.isPending}
              onChange={(event) => change(() => setEdge(event.target.value === 0 ? null : event.target.value))}
              SelectDisplayProps={{ 'aria-labelledby': ids.edge }}
              sx={{ fontSize: 13 }}
            >
              <MenuItem value={0}>
                {t('As it is: {{value}}', { value: `${Math.max(take.width, take.height)} px` })}
              </MenuItem>
              {edges
                .filter((value) => value < Math.max(take.width, take.height))
                .map((value) => (
                  <MenuItem key={value} value={value}>
                    {value} px
                  </MenuItem>
                ))}
            </Select>
          </Labelled>
          {moves ? (
            <Labelled id={ids.fps} label={t('Frame rate')}>
              <Select
                size="small"
                fullWidth
                value={fps ?? 0}
                disabled={run.isPending}
                onChange={(event) => change(() => setFps(event.target.value === 0 ? null : event.target.value))}
                SelectDisplayProps={{ 'aria-labelledby': ids.fps }}
                sx={{ fontSize: 13 }}
              >
                <MenuItem value={0}>{t('As it is: {{value}}', { value: `${take.fps} fps` })}</MenuItem>
                {rates
                  .filter((value) => value !== take.fps)
                  .map((value) => (
                    <MenuItem key={value} value={value}>
                      {value} fps
                    </MenuItem>
                  ))}
              </Select>
            </Labelled>
          ) : null}
        </Box>
        {format === 'png' ? null : (
          <ToggleButtonGroup
            exclusive
            fullWidth
            size="small"
            aria-label={t('Quality')}
            value={quality}
            disabled={run.isPending}
            onChange={(_, value: ExportQuality | null) => value && change(() => setQuality(value))}
          >
            {Object.entries(qualities).map(([value, label]) => (
              <ToggleButton key={value} value={value}>
                {t(label)}
              </ToggleButton>
            ))}
          </ToggleButtonGroup>
        )}
        {run.isPending ? (
          <LinearProgress
            aria-label={t('Export progress')}
            variant={transfer?.fraction == null ? 'indeterminate' : 'determinate'}
            value={(transfer?.fraction ?? 0) * 100}
          />
        ) : null}
        {run.error ? <ErrorNotice error={run.error} /> : null}
        {run.data ? <Finished result={run.data} /> : null}
      </DialogContent>
      <DialogActions>
        {run.isPending || run.data ? null : (
          <Typography
            variant="caption"
            color="text.secondary"
            className="tabular"
            sx={{ flex: 1, pl: 4 }}
            role="status"
          >
            {estimate.data ? t('about {{size}}', { size: formatBytes(estimate.data.sizeBytes) }) : ''}
          </Typography>
        )}
        <Button variant="text" onClick={onClose}>
          {t('Close')}
        </Button>
        {run.isPending && transfer ? (
          <Button variant="outlined" onClick={transfer.cancel}>
            {t('Cancel')}
          </Button>
        ) : null}
        {run.data ? null : (
          <Button variant="contained" loading={run.isPending} onClick={() => run.mutate(request)}>
            {t('Write {{format}}', { format: formats[format].label })}
          </Button>
        )}
      </DialogActions>
    </>
  );
}

const edges = [2048, 1440, 1080, 720, 512, 360, 256] as const;

function Labelled({ id, label, children }: { id: string; label: string; children: ReactNode }) {
  return (
    <Box>
      <Typography id={id} variant="body2" sx={{ mb: '6px' }}>
        {label}
      </Typography>
      {children}
    </Box>
  );
}

/** The finished file: downloaded in a browser, saved or dragged out of the window in the desktop app. */
function Finished({ result }: { result: CallOutput<'exports.run'> }) {
  const host = useCall('host.info', {}).data;
  const file = { media: result.media, fileName: result.fileName };
  return (
    <Box
      role="status"
      sx={{
        display: 'flex',
        alignItems: 'center',
        gap: 3,
        padding: '10px 12px',
        borderRadius: '10px',
        border: '1px solid',
        borderColor: 'divider',
        bgcolor: 'well',
      }}
    >
      <Box
        sx={{ minWidth: 0, flex: 1 }}
        draggable={host?.canDragOut ?? false}
        onDragStart={(event) => {
          event.preventDefault();
          call('host.startDrag', file).catch(notifyError);
        }}
      >
        <Typography variant="body2" noWrap title={result.fileName}>
          {result.fileName}
        </Typography>
        <Typography variant="caption" color="text.secondary" className="tabular">
          {formatBytes(result.sizeBytes)}
          {host?.canDragOut ? ` · ${t('drag it anywhere')}` : ''}
        </Typography>
      </Box>
      {host?.canSaveAs ? (
        <Button
          variant="contained"
          onClick={() =>
            call('host.saveAs', file).then(
              ({ savedTo }) => savedTo && notify(t('Saved to {{savedTo}}.', { savedTo })),
              notifyError,
            )
          }
        >
          {t('Save as…')}
        </Button>
      ) : (
        <Button
          variant="contained"
          component="a"
          href={mediaUrl(result.media, { download: result.fileName })}
          download={result.fileName}
        >
          {t('Download')}
        </Button>
      )}
    </Box>
  );
}
