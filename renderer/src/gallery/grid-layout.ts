/** Geometry of the poster grid, pixels. */
export interface GridLayout {
  readonly columns: number;
  readonly cardWidth: number;
  readonly rowHeight: number;
  readonly gap: number;
}

const gap = 16;
/** Posters grow with the window: on a large screen they are large, not many. */
const narrowestCard = (width: number): number => Math.min(340, Math.max(212, width / 8));
/** Name, prompt and the air around them, under the square poster. */
const captionHeight = 58;

/** As many columns as fit, at least two, sharing the width equally. */
export function gridLayout(width: number): GridLayout {
  const columns = Math.max(2, Math.floor((width + gap) / (narrowestCard(width) + gap)));
  const cardWidth = Math.max(0, (width - gap * (columns - 1)) / columns);
  return { columns, cardWidth, rowHeight: cardWidth + captionHeight + gap, gap };
}
