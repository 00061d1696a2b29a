import { currentLocale, t } from '../i18n/i18n.ts';

/** 3.9 → "0:03.9", 75 → "1:15.0": time within a clip. */
export function formatClock(seconds: number): string {
  const tenths = Math.max(0, Math.round(seconds * 10));
  const minutes = Math.floor(tenths / 600);
  const rest = (tenths - minutes * 600) / 10;
  return `${minutes}:${rest.toFixed(1).padStart(4, '0')}`;
}

/** 4 → "4 s", 130 → "2 min 10 s", 3900 → "1 h 5 min": how long something takes, never more than two units. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(1, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3_600) {
    const rest = whole % 60;
    return rest === 0 ? `${whole / 60} min` : `${Math.floor(whole / 60)} min ${rest} s`;
  }
  const minutes = Math.round(whole / 60);
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Time left, coarser the longer it is, because nobody can foresee it to the second: "about 2 min left". */
export function formatTimeLeft(seconds: number): string {
  if (seconds < 10) return t('a few seconds left');
  const about = (): string => {
    if (seconds < 57.5) return `${Math.round(seconds / 5) * 5} s`;
    if (seconds < 600) return `${formatNumber(Math.round(seconds / 30) / 2)} min`;
    return formatDuration(Math.round(seconds / 60) * 60);
  };
  return t('about {{duration}} left', { duration: about() });
}

/** 1_234_567 → "1.2 MB", in steps of 1000 as file managers show them. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const;
  let value = Math.max(0, bytes);
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  return `${formatNumber(value, unit === 0 || value >= 99.5 ? 0 : 1)} ${units[unit]}`;
}

/** 16e9 → "16 GB": memory comes in round numbers. */
export function formatMemory(bytes: number): string {
  return `${formatNumber(Math.round(bytes / 1e9))} GB`;
}

/** A number with that many decimals, or with those it has: 1.5 → "1.5", in German "1,5". Never in groups. */
export function formatNumber(value: number, decimals?: number): string {
  return numberFormat(currentLocale(), decimals).format(value);
}

const numberFormats = new Map<string, Intl.NumberFormat>();

/** Kept: making one costs more than a hundred uses of it. */
function numberFormat(locale: string, decimals: number | undefined): Intl.NumberFormat {
  const key = `${locale} ${decimals}`;
  const format =
    numberFormats.get(key) ??
    new Intl.NumberFormat(locale, {
      useGrouping: false,
      minimumFractionDigits: decimals ?? 0,
      maximumFractionDigits: decimals ?? 10,
    });
  numberFormats.set(key, format);
  return format;
}

/** When something happened, seen from `now` (both in ms): "just now", "12 min ago", "yesterday", "3 Mar". */
export function formatAgo(then: number, now: number): string {
  const minutes = Math.floor((now - then) / 60_000);
  if (minutes < 1) return t('just now');
  if (minutes < 60) return t('{{duration}} ago', { duration: `${minutes} min` });
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return t('{{duration}} ago', { duration: `${hours} h` });
  if (hours < 48) return t('yesterday');
  const date = new Date(then);
  const withYear = date.getFullYear() !== new Date(now).getFullYear();
  return dateFormat({ day: 'numeric', month: 'short', ...(withYear ? { year: 'numeric' } : {}) }).format(date);
}

/** Day and time of day in full, as the language writes them: "Saturday, 14 November 2026 at 17:05". */
export function formatMoment(moment: number): string {
  return dateFormat({ dateStyle: 'full', timeStyle: 'short' }).format(moment);
}

const dateFormats = new Map<string, Intl.DateTimeFormat>();

/** Formats are kept: making one costs more than a card of the gallery. */
function dateFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const locale = currentLocale();
  const key = `${locale} ${Object.values(options).join(' ')}`;
  const format = dateFormats.get(key) ?? new Intl.DateTimeFormat(locale, options);
  dateFormats.set(key, format);
  return format;
}
