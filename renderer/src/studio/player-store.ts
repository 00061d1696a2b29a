import { createStore, type StoreApi } from 'zustand/vanilla';

/** Everything about playing that is not worth keeping. */
export interface PlayerState {
  /** The playhead, seconds on the axis all lanes share. */
  readonly seconds: number;
  readonly isPlaying: boolean;
  /** 1 forwards, −1 backwards. */
  readonly direction: 1 | -1;
  readonly speed: number;
  readonly repeat: Repeat;
  /** null fits the picture into the preview; a number is screen pixels per picture pixel. */
  readonly zoom: number | null;
  /** Another take shown with the one in the preview. */
  readonly beside: Beside | null;
  /** How strongly the reference shows through the clip, 0..1; 0 is off. */
  readonly onionSkin: number;
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

/** What happens at the end: stand still, start again, or turn round. */
export type Repeat = 'once' | 'loop' | 'boomerang';

export interface Beside {
  readonly takeId: string;
  readonly view: 'wipe' | 'side by side' | 'difference';
  /** Where the wipe divides the picture, 0..1 from the left. */
  readonly divide: number;
}

export const speeds = [0.25, 0.5, 1, 1.5, 2] as const;

export function createPlayerStore(): PlayerStore {
  return createStore<PlayerState>(() => ({
    seconds: 0,
    isPlaying: false,
    direction: 1,
    speed: 1,
    repeat: 'loop',
    beside: null,
    onionSkin: 0,
    zoom: null,
    watchesJob: true,
    timelineZoom: 1,
    isPainting: false,
    selectedRegion: -1,
    brushRadius: 0.08,
  }));
}
