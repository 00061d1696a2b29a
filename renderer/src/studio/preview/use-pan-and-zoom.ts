import { type PointerEvent, type RefObject, useEffect, useRef } from 'react';
import type { PlayerStore } from '../player-store.ts';

const smallest = 0.05;
const largest = 8;

/**
 * Ctrl (or Command, or a pinch) and the wheel zoom; a zoomed picture is dragged about.
 * @param fitted the zoom at which the picture fits, screen pixels per picture pixel
 * @returns what to spread over the scrolling area; controls inside it keep their own drags
 */
export function usePanAndZoom(
  area: RefObject<HTMLElement | null>,
  { player, fitted, canPan }: { player: PlayerStore; fitted: number; canPan: boolean },
) {
  const last = useRef<{ x: number; y: number } | null>(null);
  const fit = useRef(fitted);
  useEffect(() => {
    fit.current = fitted;
  });
  useEffect(() => {
    const element = area.current;
    if (!element) return;
    const onWheel = (event: WheelEvent): void => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      player.setState((old) => {
        const zoom = (old.zoom ?? fit.current) * Math.exp(-event.deltaY * 0.002);
        return { zoom: zoom <= fit.current * 1.02 ? null : Math.min(largest, Math.max(smallest, zoom)) };
      });
    };
    // React's wheel listeners are passive: they could not keep the page from zooming.
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [area, player]);

  if (!canPan) return {};
  const end = (): void => {
    last.current = null;
  };
  return {
    style: { cursor: 'grab' },
    onPointerDown(event: PointerEvent<HTMLElement>) {
      if (event.button !== 0 || (event.target as Element).closest('[role="slider"], button')) return;
      event.preventDefault();
      event.currentTarget.setPointerCapture(event.pointerId);
      last.current = { x: event.clientX, y: event.clientY };
    },
    onPointerMove(event: PointerEvent<HTMLElement>) {
      if (!last.current) return;
      event.currentTarget.scrollBy(last.current.x - event.clientX, last.current.y - event.clientY);
      last.current = { x: event.clientX, y: event.clientY };
    },
    onPointerUp: end,
    onPointerCancel: end,
  };
}
