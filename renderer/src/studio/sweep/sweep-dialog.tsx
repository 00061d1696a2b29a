import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import MenuItem from '@mui/material/MenuItem';
import Select from '@mui/material/Select';
import Typography from '@mui/material/Typography';
import { useId, useState } from 'react';
import { useStore } from 'zustand';
import { type Plan, type SweptValue, seedKey } from '../../../../electron/contract/domain.ts';
import type { StageId } from '../../../../electron/contract/geometry.ts';
import type { ParameterSpec } from '../../../../electron/contract/parameters.ts';
import { useCall } from '../../api/queries.ts';
import { formatDuration } from '../../components/format.ts';
import { t } from '../../i18n/i18n.ts';
import { laneName } from '../../i18n/names.ts';
import { followsSeed } from '../chain.ts';
import { type GenerationInput, sweepRequest } from '../requests.ts';
import { useStudio } from '../studio-context.ts';
import { useSettled } from '../use-settled.ts';
import { sweepWords } from './sweep-words.ts';
import { firstValues, otherSeeds } from './values.ts';
import { SeedsEditor, ValuesEditor } from './values-editor.tsx';

/** Chooses one parameter of a lane's model and the values to try, and says what that costs before it starts. */
export function SweepDialog({ stage, onClose }: { stage: StageId; onClose: () => void }) {
  const { packIds, project, chain, draft, actions } = useStudio();
  const state = useStore(draft);
  const packId = packIds[stage] ?? '';
  const answer = useCall('packs.parameters', { packId, stage, preset: state.preset }, { enabled: packId !== '' });
  const specs = (answer.data?.specs ?? []).filter(({ kind }) => kind !== 'brush' && kind !== 'mask');
  const parameters = Object.fromEntries(specs.map((spec) => [spec.key, true]));
  const keys = [...specs.map(({ key }) => key), ...(followsSeed({ stage, parameters }) ? [seedKey] : [])];
  const [chosen, setChosen] = useState<{ key: string; values: readonly SweptValue[] } | null>(null);
  const [isStarting, setStarting] = useState(false);
  const [seeds] = useState(() => otherSeeds(3));
  const titleId = useId();
  const settingId = useId();

  const valuesOf = (key: string): readonly SweptValue[] => {
    const spec = specs.find((each) => each.key === key);
    if (!spec) return key === seedKey ? [state.seed, ...seeds] : [];
    return firstValues(spec, state.parameters[stage]?.[key] ?? defaultOf(spec));
  };
  const firstKey = keys[0];
  const sweep = chosen ?? (firstKey === undefined ? null : { key: firstKey, values: valuesOf(firstKey) });
  const spec = specs.find(({ key }) => key === sweep?.key);
  const words = sweepWords(sweep?.key ?? '', spec);
  const request = sweep && sweepRequest({ projectId: project.id, draft: state, chain, packIds, stage, ...sweep });
  const setValues = (values: readonly SweptValue[]): void => setChosen({ key: sweep?.key ?? '', values });

  return (
    <Dialog open onClose={onClose} maxWidth="xs" fullWidth aria-labelledby={titleId}>
      <DialogTitle id={titleId}>{t('Sweep one setting of {{lane}}', { lane: laneName(stage) })}</DialogTitle>
      <DialogContent sx={{ display: 'grid', gap: 4 }}>
        <Typography variant="body2" color="text.secondary">
          {t('One take for every value; everything else stays as it is set now.')}
        </Typography>
        {sweep ? (
          <>
            <Box>
              <Typography id={settingId} variant="body2" color="text.secondary" sx={{ mb: '5px' }}>
                {t('Setting')}
              </Typography>
              <Select
                fullWidth
                size="small"
                labelId={settingId}
                value={sweep.key}
                onChange={(event) => setChosen({ key: event.target.value, values: valuesOf(event.target.value) })}
              >
                {keys.map((key) => (
                  <MenuItem key={key} value={key}>
                    {
                      sweepWords(
                        key,
                        specs.find((each) => each.key === key),
                      ).name
                    }
                  </MenuItem>
                ))}
              </Select>
            </Box>
            {spec ? (
              <ValuesEditor key={sweep.key} spec={spec} values={sweep.values} onValues={setValues} />
            ) : (
              <SeedsEditor key={sweep.key} values={sweep.values} onValues={setValues} />
            )}
            <Box>
              <Typography variant="body2" className="tabular" sx={{ overflowWrap: 'anywhere' }}>
                {sweep.values.map((value) => words.value(value)).join('  ·  ')}
              </Typography>
              <Typography
                variant="body2"
                color="text.secondary"
                className="tabular"
                role="status"
                sx={{ mt: 1, minHeight: 20 }}
              >
                {request?.ok ? <Cost input={request.input} /> : request?.missing}
              </Typography>
            </Box>
          </>
        ) : (
          <Typography variant="body2" color="text.secondary">
            {answer.error?.message ?? t('This lane has no settings to sweep.')}
          </Typography>
        )}
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{t('Cancel')}</Button>
        <Button
          variant="contained"
          disabled={!request?.ok || isStarting}
          onClick={() => {
            if (!request?.ok) return;
            setStarting(true);
            void actions.sweep(request.input).finally(() => setStarting(false));
          }}
        >
          {t('Make {{count}} takes', { count: sweep?.values.length ?? 0 })}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function defaultOf(spec: ParameterSpec) {
  return 'default' in spec ? spec.default : [];
}

/** What the studio says it will take, a moment after the last change. */
function Cost({ input }: { input: GenerationInput }) {
  const plan = useCall('generations.plan', useSettled(input, 300), { keep: true });
  if (plan.error) return plan.error.message;
  return plan.data ? costWords(plan.data) : null;
}

/** “4 takes · 1 reused · about 20 s”. */
function costWords({ steps }: Plan): string {
  const fresh = steps.filter(({ reusedTakeId }) => reusedTakeId === null);
  const seconds = fresh.reduce((sum, { estimatedSeconds }) => sum + (estimatedSeconds ?? Number.NaN), 0);
  const reused = steps.length - fresh.length;
  return [
    t('{{count}} new takes', { count: fresh.length }),
    ...(reused > 0 ? [t('{{count}} reused', { count: reused })] : []),
    ...(seconds > 0 ? [t('about {{duration}}', { duration: formatDuration(seconds) })] : []),
  ].join(' · ');
}
