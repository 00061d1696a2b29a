import { DifferencesDialog } from './differences-dialog.tsx';
import { useStudio } from './studio-context.ts';
import { SweepDialog } from './sweep/sweep-dialog.tsx';
import { SweepGrid } from './sweep/sweep-grid.tsx';

/** What is open over the studio, if anything. */
export function StudioDialogs() {
  const { dialog, show } = useStudio();
  const close = (): void => show(null);
  switch (dialog?.kind) {
    case 'differences':
      return <DifferencesDialog pair={dialog.pair} onClose={close} />;
    case 'newSweep':
      return <SweepDialog stage={dialog.stage} onClose={close} />;
    case 'sweep':
      return <SweepGrid sweep={dialog.sweep} onClose={close} />;
    case undefined:
      return null;
  }
}
