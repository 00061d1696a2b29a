import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { type PointerEvent, type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import { t } from '../../i18n/i18n.ts';
import { laneName } from '../../i18n/names.ts';
import { clipSeconds, frameAt } from '../frame-clock.ts';
import { staleSpan } from '../lanes.ts';
import { goToFrame } from '../preview/playback.ts';
import { useDraft, usePlayer, useStudio } from '../studio-context.ts';
import { scrollAfterZoom } from '../time-axis.ts';
import { useSize } from '../use-size.ts';
import { LaneRow } from './lane-row.tsx';
import { Playhead } from './playhead.tsx';
import { Ruler } from './ruler.tsx';
import { TrimHandles } from './trim-handles.tsx';

const headWidth = 216;
const rulerHeight = 26;
/** Room left and right of the track for the trim handles, pixels. */
const inset = 12;
const smallestLane = 58;
const maximumZoom = 24;

/** One axis in seconds, four lanes, one playhead. */
export function Timeline() {
  const { lanes, shown, actions, player } = useStudio();
  const [measure, size] = useSize();
  const scroller = useRef<HTMLDivElement>(null);
  const zoom = usePlayer((state) => state.timelineZoom);
  const duration = Math.max(1, ...lanes.map(({ take }) => (take && take.frames > 1 ? clipSeconds(take) : 0)));
  const visible = Math.max(120, size.width - headWidth - 2 * inset);
  const scale = (visible / duration) * zoom;
  const trackWidth = visible * zoom + 2 * inset;
  const laneHeight = Math.max(smallestLane, Math.floor((size.height - rulerHeight) / lanes.length));
  const span = staleSpan(lanes);
  const isBusy = lanes.some((lane) => lane.job !== null);

  useZoomWheel(scroller, scale);

  const scrub = (event: PointerEvent<HTMLElement>): void => {
    if (!shown || shown.frames < 2) return;
    const box = event.currentTarget.getBoundingClientRect();
    const seconds = (event.clientX - box.left - inset) / scale;
    goToFrame(player, shown, frameAt(Math.max(0, seconds), shown));
  };

  return (
    <Box
      component="section"
      aria-label={t('Timeline')}
      ref={measure}
      sx={{ height: '100%', bgcolor: 'panel', minWidth: 0 }}
    >
      <Box ref={scroller} tabIndex={-1} sx={{ height: '100%', overflow: 'auto', position: 'relative' }}>
        <Box sx={{ position: 'relative', width: headWidth + trackWidth, minHeight: '100%' }}>
          <Box sx={{ position: 'sticky', top: 0, zIndex: 4, display: 'flex', height: rulerHeight, bgcolor: 'panel' }}>
            <Box
              sx={{
                position: 'sticky',
                left: 0,
                zIndex: 1,
                flexShrink: 0,
                bgcolor: 'panel',
                borderRight: '1px solid',
                borderColor: 'divider',
                display: 'flex',
                alignItems: 'center',
                pl: '10px',
              }}
              style={{ width: headWidth }}
            >
              {span && !isBusy ? (
                <Button
                  size="small"
                  variant="text"
                  title={
                    span.from === span.to
                      ? t('Runs {{lane}}', { lane: laneName(span.from) })
                      : t('Runs {{from}} to {{to}}', { from: laneName(span.from), to: laneName(span.to) })
                  }
                  onClick={actions.rerunStale}
                  sx={(theme) => ({ py: 0, px: '6px', ml: '-4px', color: theme.vars.palette.stale, fontSize: 12 })}
                >
                  {t('Rerun stale lanes')}
                </Button>
              ) : null}
            </Box>
            <Box
              onPointerDown={(event) => {
                event.currentTarget.setPointerCapture(event.pointerId);
                scrub(event);
              }}
              onPointerMove={(event) => {
                if (event.currentTarget.hasPointerCapture(event.pointerId)) scrub(event);
              }}
              sx={{ position: 'relative', flex: 1, cursor: 'ew-resize', touchAction: 'none' }}
            >
              <Box sx={{ position: 'absolute', inset: `0 ${inset}px` }}>
                <Ruler duration={duration} scale={scale} />
                <TrimHandles scale={scale} />
              </Box>
            </Box>
          </Box>
          {lanes.map((lane) => (
            <LaneRow
              key={lane.stage}
              lane={lane}
              headWidth={headWidth}
              height={laneHeight}
              scale={scale}
              trackWidth={trackWidth}
              inset={inset}
            />
          ))}
          <TrimShade scale={scale} duration={duration} />
          <Playhead scale={scale} left={headWidth + inset} />
        </Box>
      </Box>
    </Box>
  );
}

/** Dims what lies outside the trim, across all lanes. */
function TrimShade({ scale, duration }: { scale: number; duration: number }) {
  const trim = useDraft((state) => state.trim);
  if (!trim) return null;
  const shade = {
    position: 'absolute',
    top: rulerHeight,
    bottom: 0,
    zIndex: 1,
    bgcolor: 'panel',
    opacity: 0.6,
    pointerEvents: 'none',
  } as const;
  const start = headWidth + inset;
  return (
    <>
      <Box sx={shade} style={{ left: start, width: trim.from * scale }} />
      <Box sx={shade} style={{ left: start + trim.to * scale, width: Math.max(0, duration - trim.to) * scale }} />
    </>
  );
}

/** Ctrl (or Command, or a pinch) and the wheel zooms about the pointer. */
function useZoomWheel(scroller: RefObject<HTMLDivElement | null>, scale: number): void {
  const { player } = useStudio();
  const pending = useRef<{ pointer: number; oldScale: number } | null>(null);
  const latestScale = useRef(scale);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element && pending.current) {
      element.scrollLeft = scrollAfterZoom({ scroll: element.scrollLeft, ...pending.current, newScale: scale });
      pending.current = null;
    }
    latestScale.current = scale;
  }, [scroller, scale]);

  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const onWheel = (event: WheelEvent): void => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const pointer = event.clientX - element.getBoundingClientRect().left - headWidth - inset;
      pending.current = { pointer, oldScale: latestScale.current };
      player.setState((old) => ({
        timelineZoom: Math.min(maximumZoom, Math.max(1, old.timelineZoom * Math.exp(-event.deltaY * 0.002))),
      }));
    };
    // React's wheel listeners are passive: they could not keep the page from zooming.
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [scroller, player]);
}
