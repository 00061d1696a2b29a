import { formatNumber } from '../components/format.ts';
import { t } from '../i18n/i18n.ts';

/** A place in the clip as a player shows it: `00:01.71`. */
export function timecode(seconds: number): string {
  const hundredths = Math.max(0, Math.round(seconds * 100));
  const minutes = Math.floor(hundredths / 6000);
  const rest = ((hundredths % 6000) / 100).toFixed(2).padStart(5, '0');
  return `${String(minutes).padStart(2, '0')}:${rest}`;
}

/** Groups of three digits, thin spaces between: a seed that can be read aloud. */
export function groupedDigits(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, '\u2009');
}

/** A parameter's value with its unit, as the inspector shows it: `1.10×`, `−12°`, `24 fps`. */
export function valueWithUnit(value: number, spec: { readonly step: number; readonly unit: string }): string {
  const decimals = Math.max(0, Math.ceil(-Math.log10(spec.step) - 1e-9));
  const digits = formatNumber(value, decimals).replace('-', '−');
  if (spec.unit === '') return digits;
  return ['×', '°', '%'].includes(spec.unit) ? `${digits}${spec.unit}` : `${digits} ${t(spec.unit)}`;
}
