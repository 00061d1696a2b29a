import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import LinearProgress from '@mui/material/LinearProgress';
import Slider from '@mui/material/Slider';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import Typography from '@mui/material/Typography';
import { type ReactNode, useId, useState } from 'react';
import type { CallOutput } from '../../../../electron/contract/calls.ts';
import type { ExportRequest, Take } from '../../../../electron/contract/domain.ts';
import { stageLabels } from '../../../../electron/contract/geometry.ts';
import { call, mediaUrl } from '../../api/client.ts';
import { useAction, useCall } from '../../api/queries.ts';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { formatBytes } from '../../components/format.ts';
import { notify, notifyError } from '../../components/notices.ts';
import { trimmedFrames } from '../preview/playback.ts';
import { useDraft, useStudio } from '../studio-context.ts';
import { timecode } from '../words.ts';

type Format = ExportRequest['format'];

const formats: Readonly<Record<Format, { label: string; about: string }>> = {
  mp4: { label: 'MP4', about: 'H.264 video. Plays everywhere.' },
  webm: { label: 'WebM', about: 'VP9 video. Small, for the web.' },
  gif: { label: 'GIF', about: 'Loops by itself, in 256 colours.' },
  png: { label: 'PNG', about: 'Every frame without loss, in one zip.' },
};

/** Writes a lane's take to a file: format, range, loops; then saves, downloads or drags it out. */
export function ExportDialog({ onClose }: { onClose: () => void }) {
  const { lanes } = useStudio();
  const made = lanes.flatMap(({ take }) => take ?? []);
  const [takeId, setTakeId] = useState(made.at(-1)?.id);
  const take = made.find(({ id }) => id === takeId) ?? made.at(-1);
  return (
    <Dialog open onClose={onClose} maxWidth="xs" fullWidth aria-labelledby="export-title">
      <DialogTitle id="export-title">Export</DialogTitle>
      {take ? (
        <ExportForm key={take.id} take={take} onClose={onClose}>
          <ToggleButtonGroup
            exclusive
            fullWidth
            size="small"
            aria-label="What to export"
            value={take.id}
            onChange={(_, value: string | null) => value && setTakeId(value)}
          >
            {made.map(({ id, stage }) => (
              <ToggleButton key={id} value={id}>
                {stageLabels[stage].lane}
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
  const run = useAction('exports.run');
  const loopId = useId();
  const rangeId = useId();
  const isWhole = range.first === 0 && range.last === take.frames - 1;
  const repeats = format === 'mp4' || format === 'webm';
  const frames = range.last - range.first + 1;
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
            fullWidth
            size="small"
            aria-label="Format"
            value={format}
            disabled={run.isPending}
            onChange={(_, value: Format | null) => value && change(() => setFormat(value))}
          >
            {Object.entries(formats).map(([value, { label }]) => (
              <ToggleButton key={value} value={value} disabled={take.frames < 2 && value !== 'png'}>
                {label}
              </ToggleButton>
            ))}
          </ToggleButtonGroup>
          <Typography variant="caption" color="text.secondary" component="p" sx={{ mt: 2 }}>
            {formats[format].about} {take.width}×{take.height}
            {take.frames > 1 ? ` · ${take.fps} fps` : ''}
          </Typography>
        </Box>
        {take.frames > 1 ? (
          <Box>
            <Box sx={{ display: 'flex', justifyContent: 'space-between' }}>
              <Typography id={rangeId} variant="body2">
                Range
              </Typography>
              <Typography variant="body2" color="text.secondary" className="tabular">
                {timecode(range.first / take.fps)} – {timecode((range.last + 1) / take.fps)} · {frames} frames
              </Typography>
            </Box>
            <Slider
              value={[range.first, range.last]}
              min={0}
              max={take.frames - 1}
              disabled={run.isPending}
              getAriaLabel={(index) => (index === 0 ? 'First frame' : 'Last frame')}
              getAriaValueText={(value) => `frame ${value + 1}`}
              onChange={(_, value) => {
                if (Array.isArray(value)) change(() => setRange({ first: value[0] ?? 0, last: value[1] ?? 0 }));
              }}
            />
          </Box>
        ) : null}
        {take.frames > 1 && repeats ? (
          <Box>
            <Box sx={{ display: 'flex', justifyContent: 'space-between' }}>
              <Typography id={loopId} variant="body2">
                Loops
              </Typography>
              <Typography variant="body2" color="text.secondary" className="tabular">
                {loops}× · {((frames * loops) / take.fps).toFixed(1)} s
              </Typography>
            </Box>
            <Slider
              value={loops}
              min={1}
              max={20}
              disabled={run.isPending}
              aria-labelledby={loopId}
              onChange={(_, value) => change(() => setLoops(Array.isArray(value) ? (value[0] ?? 1) : value))}
            />
          </Box>
        ) : null}
        {run.isPending ? <LinearProgress aria-label="Export progress" /> : null}
        {run.error ? <ErrorNotice error={run.error} /> : null}
        {run.data ? <Finished result={run.data} /> : null}
      </DialogContent>
      <DialogActions>
        <Button variant="text" onClick={onClose}>
          Close
        </Button>
        {run.data ? null : (
          <Button
            variant="contained"
            loading={run.isPending}
            onClick={() =>
              run.mutate({ takeId: take.id, format, range: isWhole ? null : range, loops: repeats ? loops : 1 })
            }
          >
            Write {formats[format].label}
          </Button>
        )}
      </DialogActions>
    </>
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
          {host?.canDragOut ? ' · drag it anywhere' : ''}
        </Typography>
      </Box>
      {host?.canSaveAs ? (
        <Button
          variant="contained"
          onClick={() =>
            call('host.saveAs', file).then(({ savedTo }) => savedTo && notify(`Saved to ${savedTo}.`), notifyError)
          }
        >
          Save as…
        </Button>
      ) : (
        <Button
          variant="contained"
          component="a"
          href={mediaUrl(result.media, { download: result.fileName })}
          download={result.fileName}
        >
          Download
        </Button>
      )}
    </Box>
  );
}
