/** How brushes paint. */
export interface PaintSettings {
  readonly colour: string;
  /** Diameter as a fraction of the picture's shorter edge. */
  readonly size: number;
  readonly tolerance: number;
  /** A pen that is pressed less paints a thinner line. */
  readonly usesPressure: boolean;
  /** Of the mask's brush, as `size`. */
  readonly maskSize: number;
  /** The mask's brush takes away from it. */
  readonly erasesMask: boolean;
}
