import Box from '@mui/material/Box';
import InputBase from '@mui/material/InputBase';
import MenuItem from '@mui/material/MenuItem';
import Select from '@mui/material/Select';
import Slider from '@mui/material/Slider';
import Switch from '@mui/material/Switch';
import Typography from '@mui/material/Typography';
import { type ReactNode, useId, useState } from 'react';
import type { ParameterSpec, ParameterValue } from '../../../../electron/contract/parameters.ts';
import { formatNumber } from '../../components/format.ts';
import { valueWithUnit } from '../../components/parameter-words.ts';
import { t } from '../../i18n/i18n.ts';
import { onStep } from './on-step.ts';

type NumberSpec = Extract<ParameterSpec, { kind: 'number' }>;

interface FieldProps<S extends ParameterSpec> {
  readonly spec: S;
  readonly value: ParameterValue;
  readonly isSet: boolean;
  readonly onChange: (value: ParameterValue) => void;
}

/** One parameter as its spec describes it: label, value with unit, range and a line of help. */
export function ParameterField({ spec, ...rest }: FieldProps<ParameterSpec>) {
  switch (spec.kind) {
    case 'number':
      return <NumberField spec={spec} {...rest} />;
    case 'boolean':
      return <SwitchField spec={spec} {...rest} />;
    case 'choice':
      return <ChoiceField spec={spec} {...rest} />;
    case 'brush': // has its own place at the foot of the inspector
    case 'mask': // is painted in the reference editor
      return null;
  }
}

function Help({ children }: { children: ReactNode }) {
  return (
    <Typography variant="caption" color="text.secondary" component="p" sx={{ lineHeight: 1.35 }}>
      {children}
    </Typography>
  );
}

/** A dot beside what the person has set. */
function SetMark({ isSet }: { isSet: boolean }) {
  return isSet ? (
    <Box
      component="span"
      title={t('Set by you')}
      sx={{
        display: 'inline-block',
        width: 5,
        height: 5,
        ml: '6px',
        borderRadius: '50%',
        bgcolor: 'selection',
        verticalAlign: 'middle',
      }}
    />
  ) : null;
}

function NumberField({ spec, value, isSet, onChange }: FieldProps<NumberSpec>) {
  const id = useId();
  const number = typeof value === 'number' ? value : spec.default;
  return (
    <Box>
      <Box sx={{ display: 'flex', alignItems: 'baseline', justifyContent: 'space-between', gap: 2 }}>
        <Typography id={id} variant="body2" component="span">
          {t(spec.label)}
          <SetMark isSet={isSet} />
        </Typography>
        <NumberEntry spec={spec} value={number} onChange={onChange} />
      </Box>
      <Slider
        value={number}
        min={spec.min}
        max={spec.max}
        step={spec.step}
        shiftStep={spec.step * 10}
        aria-labelledby={id}
        getAriaValueText={(now) => valueWithUnit(now, spec)}
        onChange={(_, now) => onChange(onStep(spec, Array.isArray(now) ? (now[0] ?? number) : now))}
        sx={{ display: 'block', padding: '7px 0 !important' }}
      />
      <Help>{t(spec.help)}</Help>
    </Box>
  );
}

/** The value as text; click to type another. Out of range is brought into range, anything else is put back. */
export function NumberEntry({
  spec,
  value,
  onChange,
}: {
  spec: NumberSpec;
  value: number;
  onChange: (value: number) => void;
}) {
  const [text, setText] = useState<string | null>(null);
  const commit = (): void => {
    if (text === null) return;
    const typed = Number.parseFloat(text.replace(',', '.').replace('−', '-'));
    if (Number.isFinite(typed)) onChange(onStep(spec, typed));
    setText(null);
  };
  return (
    <InputBase
      value={text ?? valueWithUnit(value, spec)}
      onFocus={(event) => {
        setText(formatNumber(value));
        requestAnimationFrame(() => event.target.select());
      }}
      onChange={(event) => setText(event.target.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) commit();
        if (event.key === 'Escape') setText(null);
      }}
      inputProps={{
        'aria-label': t('{{label}}, from {{min}} to {{max}}', { label: t(spec.label), min: spec.min, max: spec.max }),
        inputMode: 'decimal',
        className: 'tabular',
      }}
      sx={{
        width: 84,
        marginRight: '-6px',
        fontSize: 13,
        '& input': { textAlign: 'right', padding: '1px 5px', borderRadius: '5px', border: '1px solid transparent' },
        '& input:hover': { borderColor: 'divider' },
        '& input:focus': { borderColor: 'selection', bgcolor: 'well', outline: 'none' },
      }}
    />
  );
}

function SwitchField({ spec, value, isSet, onChange }: FieldProps<Extract<ParameterSpec, { kind: 'boolean' }>>) {
  const id = useId();
  return (
    <Box>
      <Box sx={{ display: 'flex', alignItems: 'center', justifyContent: 'space-between' }}>
        <Typography id={id} variant="body2" component="span">
          {t(spec.label)}
          <SetMark isSet={isSet} />
        </Typography>
        <Switch
          size="small"
          checked={value === true}
          onChange={(event) => onChange(event.target.checked)}
          slotProps={{ input: { 'aria-labelledby': id } }}
        />
      </Box>
      <Help>{t(spec.help)}</Help>
    </Box>
  );
}

function ChoiceField({ spec, value, isSet, onChange }: FieldProps<Extract<ParameterSpec, { kind: 'choice' }>>) {
  const id = useId();
  return (
    <Box>
      <Typography id={id} variant="body2" component="span">
        {t(spec.label)}
        <SetMark isSet={isSet} />
      </Typography>
      <Select
        fullWidth
        size="small"
        value={typeof value === 'string' ? value : spec.default}
        labelId={id}
        onChange={(event) => onChange(event.target.value)}
      >
        {spec.options.map((option) => (
          <MenuItem key={option.value} value={option.value}>
            {t(option.label)}
          </MenuItem>
        ))}
      </Select>
      <Help>{t(spec.help)}</Help>
    </Box>
  );
}
