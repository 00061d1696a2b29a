import { useMemo } from 'react';
import { useStore } from 'zustand';
import { type Command, useOfferCommands } from '../components/commands.ts';
import { t } from '../i18n/i18n.ts';
import { laneName } from '../i18n/names.ts';
import type { StudioModel } from './studio-context.ts';

/** What the command palette offers while a project is open: what can be done with the take that is shown. */
export function useStudioCommands({ shown, actions, draft, show }: StudioModel): void {
  const stage = useStore(draft, ({ selectedStage }) => selectedStage);
  const commands = useMemo<Command[]>(() => {
    const sweep = {
      id: 'sweep',
      label: t('Sweep one setting of {{lane}}', { lane: laneName(stage) }),
      hint: t('One take for every value'),
      run: () => show({ kind: 'newSweep', stage }),
    };
    if (!shown) return [sweep];
    const hint = t('The take that is shown');
    return [
      { id: 'more-like-this', label: t('More like this'), hint, run: () => actions.moreLike(shown) },
      {
        id: 'star',
        label: shown.starred ? t('Take the star off') : t('Star'),
        hint,
        run: () => actions.star(shown),
      },
      sweep,
    ];
  }, [shown, actions, stage, show]);
  useOfferCommands(commands);
}
