import { type PointerEvent, type RefObject, useEffect, useRef, useState } from 'react';
import { dropPosition } from './queue-order.ts';

interface Drag {
  readonly id: string;
  /** How far the pointer has gone from where it took hold, pixels. */
  readonly offset: number;
  /** Where it lay, and where it would lie if it were let go now. */
  readonly from: number;
  readonly position: number;
  /** Room it takes, with the gap to the next. */
  readonly span: number;
}

/** Between two rows, pixels. */
const gap = 8;
/** Close to the edge of what scrolls, the list moves on under the pointer. */
const edge = 60;

/**
 * Putting rows in order with mouse, pen or finger, by a handle of each. Escape gives up; so does anything that takes the pointer away.
 * @param list the element whose children with `data-row` are the rows
 */
export function useReorder(
  list: RefObject<HTMLElement | null>,
  move: (id: string, position: number) => void,
): {
  drag: Drag | null;
  handle: (id: string) => { readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void };
} {
  const [drag, setDrag] = useState<Drag | null>(null);
  const latest = useRef({ drag, move });
  useEffect(() => {
    latest.current = { drag, move };
  });
  const stop = useRef<() => void>(() => undefined);
  useEffect(() => () => stop.current(), []);

  const begin = (id: string, start: PointerEvent<HTMLElement>): void => {
    const rows = [...(list.current?.querySelectorAll<HTMLElement>('[data-row]') ?? [])];
    const own = rows.find((row) => row.dataset.row === id);
    const scroller = own?.closest<HTMLElement>('[data-scrolls]');
    if (start.button !== 0 || !own) return;
    start.preventDefault();
    const from = start.clientY;
    const scrolled = scroller?.scrollTop ?? 0;
    const middleOf = (row: HTMLElement): number => row.getBoundingClientRect().top + row.offsetHeight / 2;
    const middle = middleOf(own);
    const others = rows.filter((row) => row !== own).map(middleOf);
    const held = { id, offset: 0, from: rows.indexOf(own), position: rows.indexOf(own), span: own.offsetHeight + gap };
    const end = (): void => {
      stop.current = () => undefined;
      window.removeEventListener('pointermove', follow);
      window.removeEventListener('pointerup', drop);
      window.removeEventListener('pointercancel', end);
      window.removeEventListener('keydown', giveUp, true);
      setDrag(null);
    };
    const follow = (event: globalThis.PointerEvent): void => {
      if (scroller) {
        const { top, bottom } = scroller.getBoundingClientRect();
        if (event.clientY < top + edge) scroller.scrollBy(0, -12);
        if (event.clientY > bottom - edge) scroller.scrollBy(0, 12);
      }
      const offset = event.clientY - from + (scroller?.scrollTop ?? 0) - scrolled;
      setDrag({ ...held, offset, position: dropPosition(others, middle + offset) });
    };
    const drop = (): void => {
      const { drag: last, move: go } = latest.current;
      end();
      if (last) go(id, last.position);
    };
    const giveUp = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      end();
    };
    window.addEventListener('pointermove', follow);
    window.addEventListener('pointerup', drop);
    window.addEventListener('pointercancel', end);
    window.addEventListener('keydown', giveUp, true);
    stop.current = end;
    setDrag(held);
  };
  return { drag, handle: (id) => ({ onPointerDown: (event) => begin(id, event) }) };
}
