import type { Graph } from '../graph/graph.ts';
import { sizeOf, picture as sizesOf } from '../graph/layout.ts';
import type { Value } from '../graph/types.ts';
import type { Weights } from '../graph/weights.ts';
import { type WindowPlan, windowPlan } from './ema-vfi-windows.ts';
import { convPRelu } from './flow-blocks.ts';

export interface MotionFormerConfig {
  /** Channels at 1/1, 1/2, 1/4 … of the size; the last `heads.length` levels have attention, the others convolutions. */
  readonly widths: readonly number[];
  readonly depths: readonly number[];
  readonly motionWidths: readonly number[];
  readonly heads: readonly number[];
  /** Edge of an attention window, tokens. */
  readonly window: number;
}

export interface MotionFormerLevel {
  /** [2, c, h, w]: what each frame shows. */
  readonly appearance: Value;
  /** [2, m, h, w]: where it is in the other one; null at the levels of convolutions. */
  readonly motion: Value | null;
}

/** Features of two frames [2, 3, H, W], one level a halving. Mirrors MotionFormer of EMA-VFI, model/feature_extractor.py. */
export function motionFormer(g: Graph, w: Weights, config: MotionFormerConfig, frames: Value): MotionFormerLevel[] {
  const levels: MotionFormerLevel[] = [];
  const convolutions = config.widths.length - config.heads.length;
  let x = frames;
  for (const [index, width] of config.widths.entries()) {
    const embed = w.at(`patch_embed${index + 1}`);
    const block = w.at(`block${index + 1}`);
    const depth = config.depths[index] ?? 0;
    if (index < convolutions) {
      if (index > 0) x = convPRelu(g, x, embed, width, 2);
      for (let layer = 0; layer < depth; layer++) {
        const conv = g.conv(x, block.at('conv').at(2 * layer), { out: width, kernel: 3 });
        x = g.prelu(conv, block.at('conv').at(2 * layer + 1));
      }
      levels.push({ appearance: x, motion: null });
      continue;
    }
    const pictures = levels.map((level) => level.appearance);
    const embedded =
      index === convolutions
        ? crossScale(g, pictures, embed, width)
        : g.conv(x, embed.at('proj'), { out: width, kernel: 3, stride: 2 });
    const [, , rows, columns] = sizesOf('patch embedding', embedded);
    let tokens = g.layerNorm(toTokens(g, embedded), embed.at('norm'));
    const motions: Value[] = [];
    for (let layer = 0; layer < depth; layer++) {
      const plan = windowPlan(rows, columns, config.window, layer % 2 === 0 ? 0 : Math.floor(config.window / 2));
      const heads = config.heads[index - convolutions] ?? 1;
      const motionWidth = config.motionWidths[index] ?? 0;
      const moved = attentionBlock(g, block.at(layer), { tokens, rows, columns, plan, heads, motionWidth });
      tokens = moved.tokens;
      motions.push(toPicture(g, moved.motion, rows, columns));
    }
    x = toPicture(g, g.layerNorm(tokens, w.at(`norm${index + 1}`), { epsilon }), rows, columns);
    levels.push({ appearance: x, motion: g.concat(motions, 1) });
  }
  return levels;
}

const epsilon = 1e-6;

/** All levels so far brought to half of the last one's size, by strides, at several dilations. */
function crossScale(g: Graph, levels: readonly Value[], w: Weights, out: number): Value {
  const views: Value[] = [];
  for (const [index, level] of levels.toReversed().entries()) {
    for (let dilation = 1; dilation <= 2 ** index; dilation++) {
      const options = { kernel: 3, stride: 2 ** (index + 1), padding: dilation, dilation };
      views.push(g.conv(level, w.at('layers').at(views.length), { ...options, out: sizeOf(levels[0] ?? level, 1) }));
    }
  }
  return g.conv(g.concat(views, 1), w.at('proj'), { out, kernel: 1 });
}

interface BlockInput {
  /** [2, n, c] */
  readonly tokens: Value;
  readonly rows: number;
  readonly columns: number;
  readonly plan: WindowPlan;
  readonly heads: number;
  readonly motionWidth: number;
}

/** Each frame looks at the other within windows: [2, n, c] and how far away [2, n, m] what it found is. */
function attentionBlock(g: Graph, w: Weights, input: BlockInput): { tokens: Value; motion: Value } {
  const { tokens, rows, columns } = input;
  const normed = g.layerNorm(tokens, w.at('norm1'), { epsilon });
  const found = interFrameAttention(g, w, input, normed);
  // The way past the attention starts after the norm in this network.
  const seen = g.add(normed, found.appearance);
  let x = g.linear(g.layerNorm(seen, w.at('norm2'), { epsilon }), w.at('mlp.fc1'));
  const hidden = sizeOf(x, 2);
  const mixed = g.conv(toPicture(g, x, rows, columns), w.at('mlp.dwconv.dwconv'), {
    out: hidden,
    kernel: 3,
    groups: hidden,
  });
  x = g.linear(g.gelu(toTokens(g, mixed)), w.at('mlp.fc2'), { out: sizeOf(tokens, 2) });
  return { tokens: g.add(seen, x), motion: found.motion };
}

/** Scores of one chunk of windows stay below this; WebGPU binds at most 128 MiB as one buffer by default. */
const scoreBytes = 64 * 1024 * 1024;

function interFrameAttention(g: Graph, w: Weights, input: BlockInput, normed: Value) {
  const { rows, columns, plan, heads, motionWidth } = input;
  const [count, width] = [sizeOf(normed, 1), sizeOf(normed, 2)];
  const { count: windows, length } = plan;
  const attn = w.at('attn');

  // Padding is zero before the norm, hence the norm's shift after it: one more row of the table.
  const padding = g.reshape(g.weight(w.at('norm1'), 'bias', [width]), [1, width]);
  const table = g.concat([g.reshape(normed, [2 * count, width]), padding], 0);
  const own = [...tokensOf(plan, 0, count), ...tokensOf(plan, 1, count)];
  const other = [...tokensOf(plan, 1, count), ...tokensOf(plan, 0, count)];
  const pick = (indices: readonly number[]): Value =>
    g.reshape(g.gather(table, g.constant('int32', [indices.length], indices)), [2 * windows, length, width]);
  const apart = (x: Value, order: readonly number[]): Value =>
    g.transpose(g.reshape(x, [sizeOf(x, 0), length, heads, sizeOf(x, 2) / heads]), order);

  const query = apart(g.linear(pick(own), attn.at('q'), { out: width }), [0, 2, 1, 3]);
  const both = g.linear(pick(other), attn.at('kv'), { out: 2 * width });
  const key = apart(g.slice(both, 2, 0, width), [0, 2, 3, 1]);
  const value = apart(g.slice(both, 2, width, 2 * width), [0, 2, 1, 3]);
  const here = g.linear(placesOf(g, plan, rows, columns), attn.at('cor_embed'), { out: motionWidth });
  const place = apart(here, [0, 2, 1, 3]);
  const allowed = maskOf(g, plan);

  const [looks, reaches]: [Value[], Value[]] = [[], []];
  const bytesPerWindow = heads * length * length * (normed.type === 'float16' ? 2 : 4);
  const chunk = Math.max(1, Math.min(windows, Math.floor(scoreBytes / bytesPerWindow)));
  for (let frame = 0; frame < 2; frame++) {
    for (let start = 0; start < windows; start += chunk) {
      const end = Math.min(windows, start + chunk);
      const of = (x: Value, offset = frame * windows): Value => g.slice(x, 0, offset + start, offset + end);
      const scores = g.mul(g.matmul(of(query), of(key)), (width / heads) ** -0.5);
      const weights = g.softmax(allowed ? g.add(scores, of(allowed, 0)) : scores);
      looks.push(g.matmul(weights, of(value)));
      reaches.push(g.matmul(weights, of(place, 0)));
    }
  }
  const together = (parts: readonly Value[]): Value => {
    const joined = g.transpose(g.concat(parts, 0), [0, 2, 1, 3]);
    return g.reshape(joined, [2 * windows, length, heads * sizeOf(joined, 3)]);
  };
  const back = [0, 1].flatMap((frame) => Array.from(plan.places, (at) => frame * windows * length + at));
  const restored = (x: Value): Value => {
    const channels = sizeOf(x, 2);
    const list = g.reshape(x, [2 * windows * length, channels]);
    return g.reshape(g.gather(list, g.constant('int32', [back.length], back)), [2, count, channels]);
  };
  const reach = g.reshape(together(reaches), [2, windows, length, motionWidth]);
  const moved = g.sub(reach, g.reshape(here, [1, windows, length, motionWidth]));
  const motion = g.linear(g.reshape(moved, [2 * windows, length, motionWidth]), attn.at('motion_proj'), {
    out: motionWidth,
  });
  const appearance = g.linear(together(looks), attn.at('proj'), { out: width });
  return { appearance: restored(appearance), motion: restored(motion) };
}

/** Rows of the table of both frames' tokens that stand in one frame's windows; padding is the table's last row. */
function tokensOf(plan: WindowPlan, frame: number, count: number): number[] {
  return Array.from(plan.tokens, (token) => (token === count ? 2 * count : frame * count + token));
}

/** Where each token is, x and y in −1..1, in the windows [windows, length, 2]; padding is in the middle. */
function placesOf(g: Graph, plan: WindowPlan, rows: number, columns: number): Value {
  const along = (at: number, size: number): number => (size === 1 ? -1 : -1 + (2 * at) / (size - 1));
  const places = Array.from(plan.tokens, (token) =>
    token === rows * columns ? [0, 0] : [along(token % columns, columns), along(Math.floor(token / columns), rows)],
  );
  return g.constant(g.float, [plan.count, plan.length, 2], places.flat());
}

/** 0 for tokens of the same group, −100 for others: [windows, 1, length, length]. Folded when the session is made. */
function maskOf(g: Graph, { groups, count, length }: WindowPlan): Value | null {
  if (!groups) return null;
  const column = g.constant('float32', [count, 1, length, 1], Array.from(groups));
  const row = g.constant('float32', [count, 1, 1, length], Array.from(groups));
  return g.cast(g.mul(g.min(g.abs(g.sub(column, row)), 1), -100), g.float);
}

/** [b, c, h, w] → [b, h · w, c] */
function toTokens(g: Graph, x: Value): Value {
  const [batch, channels, height, width] = sizesOf('tokens', x);
  return g.transpose(g.reshape(x, [batch, channels, height * width]), [0, 2, 1]);
}

/** [b, h · w, c] → [b, c, h, w] */
function toPicture(g: Graph, x: Value, height: number, width: number): Value {
  return g.reshape(g.transpose(x, [0, 2, 1]), [sizeOf(x, 0), sizeOf(x, 2), height, width]);
}
