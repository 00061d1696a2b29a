import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useRef } from 'react';
import { useJobProgress } from '../../api/progress.ts';
import { FilmIcon } from '../../components/icons.tsx';
import { inSentence, t } from '../../i18n/i18n.ts';
import { laneName } from '../../i18n/names.ts';
import { usePlayer, useStudio } from '../studio-context.ts';
import { useSize } from '../use-size.ts';
import { BesideOverlay, OnionSkin, SideLabel } from './beside-view.tsx';
import { BrushOverlay } from './brush-overlay.tsx';
import { LivePicture } from './live-picture.tsx';
import { FollowingPicture, StagePicture } from './stage-picture.tsx';
import { TransportBar } from './transport-bar.tsx';
import { usePanAndZoom } from './use-pan-and-zoom.ts';

/** The player: the take, or what the running job has so far. */
export function Preview() {
  const { shown, takes, chain, jobs, player } = useStudio();
  const region = useRef<HTMLElement>(null);
  const [stage, area] = useSize();
  const zoom = usePlayer((state) => state.zoom);
  const watches = usePlayer((state) => state.watchesJob);
  const isPainting = usePlayer((state) => state.isPainting);
  const beside = usePlayer((state) => state.beside);
  const running = jobs.find((job) => job.state === 'running');
  const progress = useJobProgress(running?.id);
  const live = running && progress?.preview ? { media: progress.preview, stage: progress.stage } : null;
  // The brush is painted on the reference: that is the picture its coordinates belong to.
  const take = isPainting && chain.t2i ? chain.t2i : shown;
  const isLive = live !== null && watches && !isPainting;

  const isCompared = beside !== null && !isPainting && !isLive && take?.id !== beside.takeId;
  const other = isCompared ? takes.find(({ id }) => id === beside.takeId) : undefined;
  const isSplit = other !== undefined && beside?.view === 'side by side';

  const aspect = take ? take.width / take.height : 1;
  const gap = isSplit ? 12 : 0;
  const room = { width: Math.max(0, area.width - 24 - gap) / (isSplit ? 2 : 1), height: Math.max(0, area.height - 24) };
  const fitted = Math.min(room.width, room.height * aspect);
  const width = take && zoom !== null ? (take.width * zoom) / window.devicePixelRatio : fitted;
  const pan = usePanAndZoom(region, {
    player,
    fitted: take ? (fitted * window.devicePixelRatio) / take.width : 1,
    canPan: zoom !== null && !isPainting,
  });
  const size = { width: Math.max(1, width), height: Math.max(1, width / aspect) };

  return (
    <Box
      component="section"
      aria-label={t('Preview')}
      ref={region}
      sx={{ height: '100%', display: 'flex', flexDirection: 'column', minWidth: 0, bgcolor: 'background.default' }}
    >
      <Box
        ref={stage}
        {...pan}
        sx={{
          flex: 1,
          minHeight: 0,
          overflow: zoom === null ? 'hidden' : 'auto',
          display: 'grid',
          position: 'relative',
        }}
      >
        {take || isLive ? (
          <Box sx={{ display: 'flex', margin: 'auto' }} style={{ gap }}>
            <Box sx={pictureBox} style={size}>
              {/* Where the brightness of a difference ends: nothing but the two pictures. */}
              <Box
                sx={{ position: 'absolute', inset: 0, isolation: 'isolate' }}
                style={other && beside?.view === 'difference' ? { filter: 'brightness(3)' } : {}}
              >
                {take ? <StagePicture take={take} /> : null}
                {other && beside && !isSplit ? <BesideOverlay take={other} beside={beside} /> : null}
              </Box>
              {take && !isPainting && !isLive ? <OnionSkin /> : null}
              {isLive ? <LivePicture media={live.media} stage={live.stage} /> : null}
              {isPainting ? <BrushOverlay /> : null}
              {isSplit ? <SideLabel side="left">A</SideLabel> : null}
            </Box>
            {isSplit ? (
              <Box sx={pictureBox} style={size}>
                <FollowingPicture take={other} />
                <SideLabel side="right">B · {laneName(other.stage)}</SideLabel>
              </Box>
            ) : null}
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
            {t('Watch {{lane}} being made', { lane: inSentence(laneName(live.stage)) })}
          </Button>
        ) : null}
      </Box>
      <TransportBar region={region} />
    </Box>
  );
}

const pictureBox = {
  position: 'relative',
  flexShrink: 0,
  borderRadius: '6px',
  overflow: 'hidden',
  bgcolor: 'well',
  boxShadow: '0 14px 44px rgba(0, 0, 0, 0.38)',
} as const;

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
          ? t('The first picture appears here as soon as there is one.')
          : t('Write a prompt, or drop a picture on the reference, and your film appears here.')}
      </Typography>
    </Box>
  );
}
