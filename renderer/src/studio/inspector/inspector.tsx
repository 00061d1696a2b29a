import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Skeleton from '@mui/material/Skeleton';
import Typography from '@mui/material/Typography';
import { Fragment, useState } from 'react';
import type { StageId } from '../../../../electron/contract/geometry.ts';
import type { ParameterSpec, ParameterValue } from '../../../../electron/contract/parameters.ts';
import { useCall, usePacks } from '../../api/queries.ts';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { BrushIcon } from '../../components/icons.tsx';
import { t } from '../../i18n/i18n.ts';
import { laneName, stageName } from '../../i18n/names.ts';
import { untouchedValue, withParameter } from '../draft.ts';
import { useDraft, useStudio } from '../studio-context.ts';
import { packOfStage } from '../use-specs.ts';
import { BrushControls } from './brush-controls.tsx';
import { CameraPad } from './camera-pad.tsx';
import { PackPicker } from './pack-picker.tsx';
import { ParameterField } from './parameter-field.tsx';

type NumberSpec = Extract<ParameterSpec, { kind: 'number' }>;
const isNumber = (spec: ParameterSpec): spec is NumberSpec => spec.kind === 'number';

/** Pack and parameters of the selected lane. */
export function Inspector() {
  const { chain } = useStudio();
  const stage = useDraft((state) => state.selectedStage);
  const chosen = useDraft((state) => state.packs);
  const packs = usePacks();
  const pack = packOfStage(stage, chosen, packs.data?.packs ?? [], chain[stage]?.packId ?? null);
  const take = chain[stage];
  return (
    <Box
      component="section"
      aria-label={t('Inspector')}
      sx={{
        height: '100%',
        overflowY: 'auto',
        bgcolor: 'panel',
        padding: '12px 14px 20px',
        display: 'flex',
        flexDirection: 'column',
        gap: 3,
      }}
    >
      <Box>
        <Typography variant="h3" component="h2">
          {laneName(stage)}
        </Typography>
        <Typography variant="body2" color="text.secondary" className="tabular">
          {stageName(stage)}
          {take
            ? ` · ${take.width}×${take.height}${take.frames > 1 ? ` · ${t('{{count}} frames', { count: take.frames })}` : ''}`
            : ''}
        </Typography>
      </Box>
      {packs.data ? <PackPicker stage={stage} pack={pack} packs={packs.data.packs} /> : null}
      {packs.error ? <ErrorNotice error={packs.error} onRetry={() => void packs.refetch()} /> : null}
      {pack ? (
        <Parameters key={`${stage} ${pack.id}`} stage={stage} packId={pack.id} />
      ) : packs.isPending ? (
        <FieldSkeletons />
      ) : null}
    </Box>
  );
}

function Parameters({ stage, packId }: { stage: StageId; packId: string }) {
  const { draft } = useStudio();
  const query = useCall('packs.parameters', { packId, stage });
  const set = useDraft((state) => state.parameters[stage]);
  const preset = useDraft((state) => state.preset);
  const [isBrushOpen, setBrushOpen] = useState(false);
  if (query.error) return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <FieldSkeletons />;

  const { specs } = query.data;
  const read = (spec: ParameterSpec): ParameterValue => set?.[spec.key] ?? untouchedValue(spec, stage, preset);
  const write = (changes: readonly (readonly [ParameterSpec, ParameterValue])[]): void =>
    draft.setState((old) => {
      let next = old;
      for (const [spec, value] of changes) next = { ...next, parameters: withParameter(next, stage, spec, value) };
      return { parameters: next.parameters };
    });
  const pan = specs.filter(isNumber).find(({ key }) => key === 'pan');
  const tilt = specs.filter(isNumber).find(({ key }) => key === 'tilt');
  const camera =
    pan && tilt
      ? { pan, tilt, others: specs.filter(isNumber).filter(({ key }) => key === 'zoom' || key === 'roll') }
      : null;
  const onPad = new Set(camera ? [camera.pan, camera.tilt, ...camera.others].map(({ key }) => key) : []);
  const brush = specs.find((spec) => spec.kind === 'brush');
  const groups = groupOf(specs.filter((spec) => spec.kind !== 'brush' && !onPad.has(spec.key)));
  const beside = camera ? (groups.find(({ title }) => title === 'Camera')?.members ?? []) : [];
  const isTouched = Object.keys(set ?? {}).length > 0;

  if (brush && isBrushOpen) {
    return (
      <>
        <BrushControls help={t(brush.help)} />
        <Button variant="contained" color="secondary" onClick={() => setBrushOpen(false)}>
          {t('Done painting')}
        </Button>
      </>
    );
  }
  const field = (spec: ParameterSpec) => (
    <ParameterField
      key={spec.key}
      spec={spec}
      value={read(spec)}
      isSet={set?.[spec.key] !== undefined}
      onChange={(value) => write([[spec, value]])}
    />
  );
  return (
    <>
      {camera ? (
        <Box sx={{ display: 'grid', gap: 1 }}>
          <GroupTitle>{t('Camera')}</GroupTitle>
          <CameraPad {...camera} read={(spec) => numberOf(read(spec), spec)} write={write} />
          {beside.map(field)}
        </Box>
      ) : null}
      {groups
        .filter(({ members }) => members !== beside)
        .map(({ title, members }) => (
          <Fragment key={title}>
            {title === '' ? null : <GroupTitle>{t(title)}</GroupTitle>}
            {members.map(field)}
          </Fragment>
        ))}
      <Box sx={{ display: 'flex', gap: 2 }}>
        {brush ? (
          <Button
            variant="outlined"
            startIcon={<BrushIcon sx={{ fontSize: '16px !important' }} />}
            onClick={() => setBrushOpen(true)}
            sx={{ flex: 1 }}
          >
            {t('Motion brush')}
          </Button>
        ) : null}
        <Button
          variant="outlined"
          disabled={!isTouched}
          onClick={() => draft.setState((old) => ({ parameters: { ...old.parameters, [stage]: {} } }))}
          sx={brush ? {} : { marginLeft: 'auto' }}
        >
          {t('Reset')}
        </Button>
      </Box>
    </>
  );
}

function numberOf(value: ParameterValue, spec: NumberSpec): number {
  return typeof value === 'number' ? value : spec.default;
}

/** Specs by group, ungrouped first, in the order given. */
function groupOf(specs: readonly ParameterSpec[]): { title: string; members: ParameterSpec[] }[] {
  const groups = Map.groupBy(specs, (spec) => spec.group ?? '');
  const first = groups.get('') ?? [];
  groups.delete('');
  return [{ title: '', members: first }, ...[...groups].map(([title, members]) => ({ title, members }))];
}

function GroupTitle({ children }: { children: string }) {
  return (
    <Typography variant="caption" component="h3" color="text.secondary" sx={{ fontWeight: 550 }}>
      {children}
    </Typography>
  );
}

function FieldSkeletons() {
  return (
    <Box role="status" aria-label={t('Loading parameters')} sx={{ display: 'grid', gap: 4 }}>
      {['a', 'b', 'c', 'd'].map((key) => (
        <Skeleton key={key} variant="rounded" height={38} />
      ))}
    </Box>
  );
}
