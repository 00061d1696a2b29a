import Button from '@mui/material/Button';
import { phrase, t } from '../i18n/i18n.ts';
import type { Adjustments } from './colour.ts';
import { SliderRow } from './panel-parts.tsx';
import type { Editing } from './use-editor.ts';

const adjustments: readonly { readonly key: keyof Adjustments; readonly label: string }[] = [
  { key: 'exposure', label: phrase('Exposure') },
  { key: 'contrast', label: phrase('Contrast') },
  { key: 'saturation', label: phrase('Saturation') },
  { key: 'temperature', label: phrase('Temperature') },
];

/** Light and colour of the picture at the bottom; layers are left as they are. */
export function AdjustPanel({ editing }: { editing: Editing }) {
  const { document, change, finish } = editing;
  return (
    <>
      {adjustments.map(({ key, label }) => (
        <SliderRow
          key={key}
          label={t(label)}
          value={document[key]}
          min={-1}
          max={1}
          step={0.01}
          text={(value) => `${value > 0 ? '+' : value < 0 ? '−' : ''}${Math.abs(Math.round(value * 100))}`}
          onChange={(value) => change({ [key]: value })}
          onFinish={finish}
        />
      ))}
      <Button
        variant="outlined"
        disabled={adjustments.every(({ key }) => document[key] === 0)}
        onClick={() => {
          change({ exposure: 0, contrast: 0, saturation: 0, temperature: 0 });
          finish();
        }}
      >
        {t('Reset')}
      </Button>
    </>
  );
}
