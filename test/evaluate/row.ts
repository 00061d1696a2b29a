/** One line of the table: a figure of a pack, what was asked for, and how it was come by. */
export interface Row {
  readonly pack: string;
  readonly measure: string;
  readonly value: number;
  readonly unit: '' | '%' | 'dB' | '×' | 'MB';
  /** What is good: at least, or at most. */
  readonly target?: { readonly atLeast: number } | { readonly atMost: number };
  readonly note?: string;
}

export function reached({ value, target }: Row): boolean | null {
  if (!target) return null;
  return 'atLeast' in target ? value >= target.atLeast : value <= target.atMost;
}

/** The rows as a Markdown table. */
export function markdown(rows: readonly Row[]): string {
  const lines = rows.map((row) => {
    const { pack, measure, value, unit, target, note = '' } = row;
    const asked = target
      ? 'atLeast' in target
        ? `≥ ${shown(target.atLeast, unit)}`
        : `≤ ${shown(target.atMost, unit)}`
      : '';
    const answer = reached(row);
    return `| ${[pack, measure, shown(value, unit), asked, answer === null ? '' : answer ? 'yes' : 'no', note].join(' | ')} |`;
  });
  return ['| pack | measure | value | target | reached | note |', '|---|---|---|---|---|---|', ...lines].join('\n');
}

function shown(value: number, unit: Row['unit']): string {
  if (unit === '%') return `${value.toFixed(1)} %`;
  const digits = Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
  return unit === '' ? digits : `${digits} ${unit}`;
}

/**
 * A document with the table between `<!-- evaluate NAME -->` and `<!-- /evaluate NAME -->` replaced.
 * @throws Error when it has no such place
 */
export function withTable(document: string, name: string, rows: readonly Row[]): string {
  const [open, close] = [`<!-- evaluate ${name} -->`, `<!-- /evaluate ${name} -->`];
  const [start, end] = [document.indexOf(open), document.indexOf(close)];
  if (start < 0 || end < start) throw new Error(`The document has no place for a table between ${open} and ${close}.`);
  return `${document.slice(0, start + open.length)}\n${markdown(rows)}\n${document.slice(end)}`;
}
