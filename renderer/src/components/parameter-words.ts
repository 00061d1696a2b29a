import type { ParameterSpec, ParameterValue } from '../../../electron/contract/parameters.ts';
import { t } from '../i18n/i18n.ts';
import { formatNumber } from './format.ts';

/** A parameter's value with its unit, as the inspector shows it: `1.10×`, `−12°`, `24 fps`. */
export function valueWithUnit(value: number, spec: { readonly step: number; readonly unit: string }): string {
  const decimals = Math.max(0, Math.ceil(-Math.log10(spec.step) - 1e-9));
  const digits = formatNumber(value, decimals).replace('-', '−');
  if (spec.unit === '') return digits;
  return ['×', '°', '%'].includes(spec.unit) ? `${digits}${spec.unit}` : `${digits} ${t(spec.unit)}`;
}

/** Any value in words; without a spec as well as can be. */
export function valueWords(value: ParameterValue, spec: ParameterSpec | undefined): string {
  if (Array.isArray(value)) return t('{{count}} regions', { count: value.length });
  if (typeof value === 'boolean') return value ? t('on') : t('off');
  if (typeof value === 'number' && spec?.kind === 'number') return valueWithUnit(value, spec);
  const option = spec?.kind === 'choice' ? spec.options.find((each) => each.value === value) : undefined;
  return option ? t(option.label) : String(value);
}

/** What a parameter is called; "motionStrength" is "Motion strength" where its spec is not known. */
export function parameterName(key: string, spec: ParameterSpec | undefined): string {
  if (spec) return t(spec.label);
  const words = key.replace(
    /([a-z])([A-Z])/g,
    (_, before: string, after: string) => `${before} ${after.toLowerCase()}`,
  );
  return t(words.charAt(0).toUpperCase() + words.slice(1));
}
