import { createStore, type StoreApi } from 'zustand/vanilla';

/** Everything about playing that is not worth keeping. */
export interface PlayerState {
  /** The playhead, seconds on the axis all lanes share. */
  readonly seconds: number;
  readonly isPlaying: boolean;
  /** 1 forwards, −1 backwards. */
  readonly direction: 1 | -1;
  readonly speed: number;
  readonly loop: boolean;
  /** null fits the picture into the preview; a number is screen pixels per picture pixel. */
  readonly zoom: number | null;
  /** Shows the picture of the running job rather than the take. */
  readonly watchesJob: boolean;
  /** Timeline magnification; 1 shows the whole clip. */
  readonly timelineZoom: number;
  /** The motion brush is being painted over the preview. */
  readonly isPainting: boolean;
  /** Index of the selected brush region; −1 is none. */
  readonly selectedRegion: number;
  readonly brushRadius: number;
}

export type PlayerStore = StoreApi<PlayerState>;

export const speeds = [0.25, 0.5, 1, 1.5, 2] as const;

export function createPlayerStore(): PlayerStore {
  return createStore<PlayerState>(() => ({
    seconds: 0,
    isPlaying: false,
    direction: 1,
    speed: 1,
    loop: true,
    zoom: null,
    watchesJob: true,
    timelineZoom: 1,
    isPainting: false,
    selectedRegion: -1,
    brushRadius: 0.08,
  }));
}
