import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useRef } from 'react';
import { stageLabels } from '../../../../electron/contract/geometry.ts';
import { useJobProgress } from '../../api/progress.ts';
import { FilmIcon } from '../../components/icons.tsx';
import { usePlayer, useStudio } from '../studio-context.ts';
import { useSize } from '../use-size.ts';
import { BrushOverlay } from './brush-overlay.tsx';
import { LivePicture } from './live-picture.tsx';
import { StagePicture } from './stage-picture.tsx';
import { TransportBar } from './transport-bar.tsx';

/** The player: the take, or what the running job has so far. */
export function Preview() {
  const { shown, chain, jobs, player } = useStudio();
  const region = useRef<HTMLElement>(null);
  const [stage, area] = useSize();
  const zoom = usePlayer((state) => state.zoom);
  const watches = usePlayer((state) => state.watchesJob);
  const isPainting = usePlayer((state) => state.isPainting);
  const running = jobs.find((job) => job.state === 'running');
  const progress = useJobProgress(running?.id);
  const live = running && progress?.preview ? { media: progress.preview, stage: progress.stage } : null;
  // The brush is painted on the reference: that is the picture its coordinates belong to.
  const take = isPainting && chain.t2i ? chain.t2i : shown;
  const isLive = live !== null && watches && !isPainting;

  const aspect = take ? take.width / take.height : 1;
  const room = { width: Math.max(0, area.width - 24), height: Math.max(0, area.height - 24) };
  const fitted = Math.min(room.width, room.height * aspect);
  const width = take && zoom !== null ? (take.width * zoom) / window.devicePixelRatio : fitted;

  return (
    <Box
      component="section"
      aria-label="Preview"
      ref={region}
      sx={{ height: '100%', display: 'flex', flexDirection: 'column', minWidth: 0, bgcolor: 'background.default' }}
    >
      <Box
        ref={stage}
        sx={{
          flex: 1,
          minHeight: 0,
          overflow: zoom === null ? 'hidden' : 'auto',
          display: 'grid',
          position: 'relative',
        }}
      >
        {take || isLive ? (
          <Box
            sx={{
              position: 'relative',
              margin: 'auto',
              borderRadius: '6px',
              overflow: 'hidden',
              bgcolor: 'well',
              boxShadow: '0 14px 44px rgba(0, 0, 0, 0.38)',
            }}
            style={{ width: Math.max(1, width), height: Math.max(1, width / aspect) }}
          >
            {take ? <StagePicture take={take} /> : null}
            {isLive ? <LivePicture media={live.media} stage={live.stage} /> : null}
            {isPainting ? <BrushOverlay /> : null}
          </Box>
        ) : (
          <Nothing isWorking={running !== undefined} />
        )}
        {live && !watches && !isPainting ? (
          <Button
            size="small"
            variant="outlined"
            onClick={() => player.setState({ watchesJob: true, isPlaying: false })}
            sx={{ position: 'absolute', top: 10, right: 10, bgcolor: 'panel' }}
          >
            Watch {stageLabels[live.stage].lane.toLowerCase()} being made
          </Button>
        ) : null}
      </Box>
      <TransportBar region={region} />
    </Box>
  );
}

function Nothing({ isWorking }: { isWorking: boolean }) {
  return (
    <Box
      sx={{
        margin: 'auto',
        display: 'grid',
        justifyItems: 'center',
        gap: 2,
        color: 'text.secondary',
        p: 6,
        textAlign: 'center',
      }}
    >
      <FilmIcon sx={{ fontSize: 30 }} />
      <Typography variant="body2" sx={{ maxWidth: '34ch' }}>
        {isWorking
          ? 'The first picture appears here as soon as there is one.'
          : 'Write a prompt, or drop a picture on the reference, and your film appears here.'}
      </Typography>
    </Box>
  );
}
