import Box from '@mui/material/Box';
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import IconButton from '@mui/material/IconButton';
import OutlinedInput from '@mui/material/OutlinedInput';
import Slider from '@mui/material/Slider';
import Tooltip from '@mui/material/Tooltip';
import Typography from '@mui/material/Typography';
import { useId, useState } from 'react';
import { maxSweepValues, type SweptValue } from '../../../../electron/contract/domain.ts';
import type { ParameterSpec } from '../../../../electron/contract/parameters.ts';
import { DiceIcon } from '../../components/icons.tsx';
import { t } from '../../i18n/i18n.ts';
import { NumberEntry } from '../inspector/parameter-field.tsx';
import { otherSeeds, parseSeeds, spreadValues } from './values.ts';

interface EditorProps {
  readonly values: readonly SweptValue[];
  readonly onValues: (values: readonly SweptValue[]) => void;
}

/** The values of a parameter to try: a range, or a choice of its options. */
export function ValuesEditor({ spec, ...rest }: EditorProps & { spec: ParameterSpec }) {
  switch (spec.kind) {
    case 'number':
      return <RangeEditor spec={spec} {...rest} />;
    case 'choice':
      return <OptionsEditor spec={spec} {...rest} />;
    default:
      return null; // off and on: there is nothing to choose
  }
}

function RangeEditor({ spec, values, onValues }: EditorProps & { spec: Extract<ParameterSpec, { kind: 'number' }> }) {
  const numbers = values.filter((value) => typeof value === 'number');
  const [range, setRange] = useState({
    from: numbers[0] ?? spec.min,
    to: numbers.at(-1) ?? spec.max,
    count: values.length,
  });
  const countId = useId();
  const change = (next: typeof range): void => {
    setRange(next);
    onValues(spreadValues(spec, next.from, next.to, next.count));
  };
  return (
    <Box sx={{ display: 'grid', gap: 2 }}>
      <Box sx={{ display: 'flex', alignItems: 'baseline', justifyContent: 'space-between' }}>
        <Typography variant="body2">{t('From')}</Typography>
        <NumberEntry
          spec={{ ...spec, label: t('From') }}
          value={range.from}
          onChange={(from) => change({ ...range, from })}
        />
      </Box>
      <Box sx={{ display: 'flex', alignItems: 'baseline', justifyContent: 'space-between' }}>
        <Typography variant="body2">{t('To')}</Typography>
        <NumberEntry spec={{ ...spec, label: t('To') }} value={range.to} onChange={(to) => change({ ...range, to })} />
      </Box>
      <Box>
        <Box sx={{ display: 'flex', justifyContent: 'space-between' }}>
          <Typography id={countId} variant="body2">
            {t('How many')}
          </Typography>
          <Typography variant="body2" className="tabular">
            {range.count}
          </Typography>
        </Box>
        <Slider
          value={range.count}
          min={2}
          max={maxSweepValues}
          aria-labelledby={countId}
          onChange={(_, count) => change({ ...range, count: Array.isArray(count) ? range.count : count })}
          sx={{ display: 'block', padding: '7px 0 !important' }}
        />
      </Box>
    </Box>
  );
}

function OptionsEditor({ spec, values, onValues }: EditorProps & { spec: Extract<ParameterSpec, { kind: 'choice' }> }) {
  return (
    <Box role="group" aria-label={t(spec.label)} sx={{ display: 'grid', gridTemplateColumns: 'repeat(2, 1fr)' }}>
      {spec.options.map(({ value, label }) => (
        <FormControlLabel
          key={value}
          label={t(label)}
          control={
            <Checkbox
              size="small"
              checked={values.includes(value)}
              onChange={(_, isChecked) =>
                onValues(
                  spec.options
                    .map((option) => option.value)
                    .filter((each) => (each === value ? isChecked : values.includes(each))),
                )
              }
            />
          }
        />
      ))}
    </Box>
  );
}

/** Seeds as a list to type into. */
export function SeedsEditor({ values, onValues }: EditorProps) {
  const [text, setText] = useState(values.join(', '));
  const change = (next: string): void => {
    setText(next);
    onValues(parseSeeds(next));
  };
  return (
    <Box sx={{ display: 'flex', gap: 2, alignItems: 'flex-start' }}>
      <OutlinedInput
        multiline
        fullWidth
        minRows={2}
        maxRows={5}
        value={text}
        onChange={(event) => change(event.target.value)}
        inputProps={{ 'aria-label': t('Seeds'), inputMode: 'numeric', className: 'tabular' }}
        sx={{ bgcolor: 'well', '& textarea': { padding: 0 } }}
      />
      <Tooltip title={t('Other seeds')}>
        <IconButton
          size="small"
          aria-label={t('Other seeds')}
          onClick={() => change(otherSeeds(Math.max(2, values.length)).join(', '))}
        >
          <DiceIcon sx={{ fontSize: 18 }} />
        </IconButton>
      </Tooltip>
    </Box>
  );
}
