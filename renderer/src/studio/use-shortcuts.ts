import { useEffect } from 'react';
import { isTyping } from '../components/shortcuts.ts';
import { jumpTo, step, togglePlay } from './preview/playback.ts';
import type { StudioModel } from './studio-context.ts';

/** Keys of the player (space, arrows, J K L, Home, End), of the take that is shown (S, M) and Ctrl or Command with Enter, which generates even from a text field. */
export function useShortcuts(model: StudioModel): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented) return;
      const target = event.target instanceof Element ? event.target : document.body;
      if (target.closest('[role="dialog"], [role="menu"], [role="listbox"]')) return;
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        model.actions.generate();
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(target)) return;
      // Controls keep the keys they use themselves.
      const isControl = target.closest('button, a, [role="radio"], [role="button"]') !== null;
      if (target.closest('[role="slider"], [role="separator"], [role="application"]')) return;
      if (isControl && (event.key === ' ' || event.key === 'Enter')) return;
      if (mark(model, event.key) || play(model, event.key, event.shiftKey)) event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [model]);
}

/** Keys for the take that is shown. */
function mark({ shown, actions }: StudioModel, key: string): boolean {
  if (!shown || (key !== 's' && key !== 'm')) return false;
  if (key === 's') actions.star(shown);
  else actions.moreLike(shown);
  return true;
}

function play({ player, shown, draft }: StudioModel, key: string, shift: boolean): boolean {
  if (!shown || shown.frames < 2) return false;
  const trim = draft.getState().trim;
  switch (key) {
    case ' ':
      togglePlay(player);
      return true;
    case 'k':
      player.setState({ isPlaying: false });
      return true;
    case 'j':
      player.setState({ isPlaying: true, direction: -1, watchesJob: false });
      return true;
    case 'l':
      player.setState({ isPlaying: true, direction: 1, watchesJob: false });
      return true;
    case 'ArrowLeft':
      step(player, shown, shift ? -10 : -1);
      return true;
    case 'ArrowRight':
      step(player, shown, shift ? 10 : 1);
      return true;
    case 'Home':
      jumpTo(player, shown, 'first', trim);
      return true;
    case 'End':
      jumpTo(player, shown, 'last', trim);
      return true;
    default:
      return false;
  }
}
