/** Geometry of the poster grid, pixels. */
export interface GridLayout {
  readonly columns: number;
  readonly cardWidth: number;
  readonly rowHeight: number;
  readonly gap: number;
}

const gap = 16;
const narrowestCard = 212;
/** Name, prompt and the air around them, under the square poster. */
const captionHeight = 58;

/** As many columns as fit, at least two, sharing the width equally. */
export function gridLayout(width: number): GridLayout {
  const columns = Math.max(2, Math.floor((width + gap) / (narrowestCard + gap)));
  const cardWidth = Math.max(0, (width - gap * (columns - 1)) / columns);
  return { columns, cardWidth, rowHeight: cardWidth + captionHeight + gap, gap };
}
