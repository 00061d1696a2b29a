import { type ReactNode, useEffect } from 'react';
import { createPortal } from 'react-dom';
import { create } from 'zustand';

interface SlotState {
  readonly element: HTMLElement | null;
}

/** Where the shell lets a screen put its own things in the top bar. */
export const useTopBarSlot = create<SlotState>()(() => ({ element: null }));

/** Puts buttons of a screen at the right end of the top bar, e.g. Export. */
export function TopBarActions({ children }: { children: ReactNode }) {
  const element = useTopBarSlot((state) => state.element);
  return element ? createPortal(children, element) : null;
}

/** Names the screen in the title bar of the window. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title ? `${title} · Stillmotion` : 'Stillmotion';
    return () => {
      document.title = 'Stillmotion';
    };
  }, [title]);
}
