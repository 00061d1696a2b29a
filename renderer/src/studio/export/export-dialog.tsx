import Dialog from '@mui/material/Dialog';
import DialogTitle from '@mui/material/DialogTitle';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import { useState } from 'react';
import { t } from '../../i18n/i18n.ts';
import { laneName } from '../../i18n/names.ts';
import { useStudio } from '../studio-context.ts';
import { ExportForm } from './export-form.tsx';

/** Which lane's take becomes a file, and how. */
export function ExportDialog({ onClose }: { onClose: () => void }) {
  const { lanes } = useStudio();
  const made = lanes.flatMap(({ take }) => take ?? []);
  const [takeId, setTakeId] = useState(made.at(-1)?.id);
  const take = made.find(({ id }) => id === takeId) ?? made.at(-1);
  return (
    <Dialog open onClose={onClose} maxWidth="xs" fullWidth aria-labelledby="export-title">
      <DialogTitle id="export-title">{t('Export')}</DialogTitle>
      {take ? (
        <ExportForm key={take.id} take={take} onClose={onClose}>
          <ToggleButtonGroup
            exclusive
            fullWidth
            size="small"
            aria-label={t('What to export')}
            value={take.id}
            onChange={(_, value: string | null) => value && setTakeId(value)}
          >
            {made.map(({ id, stage }) => (
              <ToggleButton key={id} value={id}>
                {laneName(stage)}
              </ToggleButton>
            ))}
          </ToggleButtonGroup>
        </ExportForm>
      ) : null}
    </Dialog>
  );
}
