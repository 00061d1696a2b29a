import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import Tooltip from '@mui/material/Tooltip';
import { type ReactNode, type RefObject, useState } from 'react';
import { formatNumber } from '../../components/format.ts';
import {
  BoomerangIcon,
  FullScreenIcon,
  LoopIcon,
  PauseIcon,
  PlayIcon,
  StepBackIcon,
  StepForwardIcon,
} from '../../components/icons.tsx';
import { notifyError } from '../../components/notices.ts';
import { inSentence, phrase, t } from '../../i18n/i18n.ts';
import { frameAt } from '../frame-clock.ts';
import { type Repeat, speeds } from '../player-store.ts';
import { usePlayer, useStudio } from '../studio-context.ts';
import { timecode } from '../words.ts';
import { BesideControls } from './beside-controls.tsx';
import { step, togglePlay } from './playback.ts';

const zooms: readonly { readonly label: string; readonly value: number | null }[] = [
  { label: phrase('Fit'), value: null },
  { label: '50 %', value: 0.5 },
  { label: '100 %', value: 1 },
  { label: '200 %', value: 2 },
  { label: '400 %', value: 4 },
];

const repeats: Readonly<Record<Repeat, { readonly title: string; readonly next: Repeat }>> = {
  once: { title: phrase('Stops'), next: 'loop' },
  loop: { title: phrase('Starts again'), next: 'boomerang' },
  boomerang: { title: phrase('Plays back again'), next: 'once' },
};

/** Closer together where the preview is narrow, so that both ends stay in reach. */
const bar = {
  height: 46,
  display: 'flex',
  alignItems: 'center',
  justifyContent: 'center',
  gap: 2,
  paddingInline: 2,
  overflow: 'hidden',
  '& .brief': { display: 'none' },
  '@container (max-width: 540px)': {
    gap: 0,
    '& > button, & > span > button': { paddingInline: '4px' },
    '& .brief': { display: 'inline' },
    '& .full': { display: 'none' },
  },
} as const;

/** Loop, speed, step, play, where we are, zoom, full screen. */
export function TransportBar({ region }: { region: RefObject<HTMLElement | null> }) {
  const { shown, player } = useStudio();
  const { isPlaying, repeat, speed, zoom } = usePlayer((state) => state);
  const canPlay = shown !== null && shown.frames > 1;
  const toggleFullScreen = (): void => {
    const change = document.fullscreenElement ? document.exitFullscreen() : region.current?.requestFullscreen();
    change?.catch(notifyError);
  };
  return (
    <Box sx={{ flexShrink: 0, containerType: 'inline-size', borderTop: '1px solid', borderColor: 'divider' }}>
      <Box sx={bar}>
        <Tooltip title={t(repeats[repeat].title)}>
          <IconButton
            aria-label={t('At the end: {{what}}', { what: inSentence(t(repeats[repeat].title)) })}
            onClick={() => player.setState({ repeat: repeats[repeat].next })}
            sx={repeat === 'once' ? { opacity: 0.6 } : { color: 'text.primary' }}
          >
            {repeat === 'boomerang' ? <BoomerangIcon /> : <LoopIcon />}
          </IconButton>
        </Tooltip>
        <Choice
          label={t('Speed')}
          text={`${formatNumber(speed, speed % 0.5 === 0 ? 1 : 2)}×`}
          options={speeds.map((value) => ({ label: `${formatNumber(value)}×`, value }))}
          value={speed}
          onChoose={(value) => player.setState({ speed: value })}
        />
        <Tooltip title={t('One frame back (←)')}>
          <span>
            <IconButton
              aria-label={t('One frame back')}
              disabled={!canPlay}
              onClick={() => shown && step(player, shown, -1)}
            >
              <StepBackIcon />
            </IconButton>
          </span>
        </Tooltip>
        <IconButton
          aria-label={isPlaying ? t('Pause') : t('Play')}
          disabled={!canPlay}
          onClick={() => togglePlay(player)}
          sx={(theme) => ({
            width: 32,
            height: 32,
            flexShrink: 0,
            borderRadius: '50%',
            color: theme.vars.palette.background.default,
            backgroundColor: theme.vars.palette.text.primary,
            '&:hover': {
              color: theme.vars.palette.background.default,
              backgroundColor: theme.vars.palette.text.primary,
              opacity: 0.9,
            },
            '&.Mui-disabled': { color: theme.vars.palette.text.disabled, backgroundColor: theme.vars.palette.raised },
          })}
        >
          {isPlaying ? <PauseIcon /> : <PlayIcon />}
        </IconButton>
        <Tooltip title={t('One frame on (→)')}>
          <span>
            <IconButton
              aria-label={t('One frame on')}
              disabled={!canPlay}
              onClick={() => shown && step(player, shown, 1)}
            >
              <StepForwardIcon />
            </IconButton>
          </span>
        </Tooltip>
        <Position />
        <Choice
          label={t('Zoom')}
          text={zoom === null ? t('Fit') : `${Math.round(zoom * 100)} %`}
          options={zooms.map(({ label, value }) => ({ label: t(label), value }))}
          value={zoom}
          onChoose={(value) => player.setState({ zoom: value })}
        />
        <BesideControls />
        <Tooltip title={t('Full screen')}>
          <IconButton aria-label={t('Full screen')} onClick={toggleFullScreen}>
            <FullScreenIcon sx={{ fontSize: 18 }} />
          </IconButton>
        </Tooltip>
      </Box>
    </Box>
  );
}

/** Time and frame; the only part that changes while playing. */
function Position() {
  const { shown } = useStudio();
  const seconds = usePlayer((state) => state.seconds);
  if (!shown) return null;
  const frame = frameAt(seconds, shown);
  return (
    <Box className="tabular" sx={{ display: 'flex', gap: 3, paddingInline: 1, whiteSpace: 'nowrap', fontSize: 13 }}>
      <span>{timecode(frame / shown.fps)}</span>
      <Box component="span" sx={{ color: 'text.secondary' }}>
        {shown.frames > 1 ? (
          <>
            <span className="full">
              {t('frame {{frame}} of {{frames}}', { frame: frame + 1, frames: shown.frames })}
            </span>
            <span className="brief">{`${frame + 1} / ${shown.frames}`}</span>
          </>
        ) : (
          <span className="full">{`${shown.width} × ${shown.height}`}</span>
        )}
      </Box>
    </Box>
  );
}

function Choice<T extends number | null>(props: {
  label: string;
  text: ReactNode;
  options: readonly { readonly label: string; readonly value: T }[];
  value: T;
  onChoose: (value: T) => void;
}) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  return (
    <>
      <Button
        size="small"
        variant="text"
        className="tabular"
        aria-label={`${props.label}: ${String(props.text)}`}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={(event) => setAnchor(event.currentTarget)}
        sx={{ color: 'text.secondary', minWidth: 42 }}
      >
        {props.text}
      </Button>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        {props.options.map((option) => (
          <MenuItem
            key={option.label}
            selected={option.value === props.value}
            onClick={() => {
              props.onChoose(option.value);
              setAnchor(null);
            }}
          >
            {option.label}
          </MenuItem>
        ))}
      </Menu>
    </>
  );
}
