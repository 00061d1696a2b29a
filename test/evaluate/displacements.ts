import type { StagePorts } from '../../electron/pipeline/ports.ts';

/** Where the frames of a clip that bends one picture take their pixels from. */
export interface Displacements {
  /** One field a frame after the first, [edge, edge, 2]: how far from its own place a pixel comes, the picture spans −1..1. */
  readonly fields: Float32Array[];
}

/** Looks on while a `motion-field` stage works: what goes into the network `warp` is noted. */
export function watchDisplacements(): Displacements & { watch(ports: StagePorts): StagePorts } {
  const fields: Float32Array[] = [];
  return {
    fields,
    watch: (ports) => ({
      ...ports,
      async open(components, variant) {
        const network = await ports.open(components, variant);
        if (components !== 'warp') return network;
        return {
          ...network,
          run(inputs) {
            for (const [name, { data }] of Object.entries(inputs))
              if (name === 'field0') fields.push(Float32Array.from(data, Number));
            return network.run(inputs);
          },
        };
      },
    }),
  };
}

/** Share of places that look beyond the picture's edge: each would be a hole or a smeared border. */
export function shareOutside({ fields }: Displacements): number {
  let [outside, all] = [0, 0];
  for (const field of fields) {
    const edge = Math.sqrt(field.length / 2);
    const place = (cell: number): number => ((cell + 0.5) / edge) * 2 - 1;
    for (let at = 0; at < field.length; at += 2, all++) {
      const x = place((at / 2) % edge) + (field[at] ?? 0);
      const y = place(Math.floor(at / 2 / edge)) + (field[at + 1] ?? 0);
      if (Math.max(Math.abs(x), Math.abs(y)) > 1) outside++;
    }
  }
  return outside / all;
}

/**
 * The greatest change of speed from one frame to the next anywhere in the picture, as a share of the greatest speed. The clip begins
 * and ends at rest, so that a jerk there counts: it would be 1.
 */
export function jerkiness({ fields }: Displacements): number {
  const [first] = fields;
  const last = fields.at(-1);
  if (!first || !last) throw new Error('A clip of one frame has no motion.');
  const still = new Float32Array(first.length);
  const path = [still, still, ...fields, last, last];
  const of = (index: number, at: number): number => path[index]?.[at] ?? 0;
  let [speed, change] = [0, 0];
  for (let index = 1; index + 1 < path.length; index++) {
    for (let at = 0; at < first.length; at++) {
      const [before, now] = [of(index, at) - of(index - 1, at), of(index + 1, at) - of(index, at)];
      speed = Math.max(speed, Math.abs(now));
      change = Math.max(change, Math.abs(now - before));
    }
  }
  return change / speed;
}
