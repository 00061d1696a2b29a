/** Words of a prompt that say how the picture moves, as values of the motion's controls. Pure. */
import type { MotionControls } from './ambient.ts';

type Control = Exclude<keyof MotionControls, 'loop' | 'brush'>;
export type PromptMotion = Partial<Record<Control, number>>;

interface Rule {
  readonly words: RegExp;
  /** Values for slow, plain and fast; a word such as "slowly" in the same clause picks one. */
  readonly sets: PromptMotion & { readonly slow?: PromptMotion; readonly fast?: PromptMotion };
}

/** What goes with the wind. */
const blown =
  '(clouds?|mist|fog|smoke|haze|wind|breeze|boats?|ships?|sail(s|ing|boats?)?|balloons?|lanterns?|leaves|blossoms?)';

/** Later rules win over earlier ones for the same control. */
const rules: readonly Rule[] = [
  {
    words: /\b(clouds?|cloudy|mist|fog|smoke|haze)\b/,
    sets: { drift: 0.55, slow: { drift: 0.3 }, fast: { drift: 0.9 } },
  },
  {
    words:
      /\b(drift(s|ing)? (clouds?|mist|fog|smoke|haze)|(clouds?|mist|fog|smoke|haze) (drifts?|drifting|moves?|moving|rolls?|rolling|pass(es|ing)?|rac(e|es|ing)))\b/,
    sets: { drift: 0.8, slow: { drift: 0.5 }, fast: { drift: 1 } },
  },
  { words: /\btime-?lapse\b/, sets: { drift: 1 } },
  {
    words: /\b(sea|ocean|lake|river|water|pond|reflections?)\b/,
    sets: { ripple: 0.45, slow: { ripple: 0.25 }, fast: { ripple: 0.8 } },
  },
  { words: /\b(waves?|ripples?|rippling|surf)\b/, sets: { ripple: 0.7, slow: { ripple: 0.4 }, fast: { ripple: 1 } } },
  { words: /\b(calm|still|quiet|glassy) (sea|ocean|lake|water|river|pond)\b/, sets: { ripple: 0.15 } },
  { words: /\b(stormy|storm|rough sea|tempest)\b/, sets: { ripple: 0.9, sway: 0.8, drift: 0.9 } },
  {
    words: /\b(wind|windy|breeze|breezy|sway(s|ing)?|rustl(e|es|ing)|flutter(s|ing)?)\b/,
    sets: { sway: 0.65, slow: { sway: 0.4 }, fast: { sway: 1 } },
  },
  { words: /\b(strong|heavy|howling) wind\b/, sets: { sway: 1, pace: 2 } },
  {
    words:
      /\b(wind|breeze|sails?|windmills?|boats?|ships?|balloons?|birds?|fl(y|ies|ying)|walk(s|ing)?|runs?|running|turn(s|ing)?)\b/,
    sets: { slow: { pace: 1 }, fast: { pace: 2 } },
  },
  {
    words: new RegExp(`\\b${blown}\\b.*\\b(to|towards) the left\\b|\\bwind (blows |blowing )?from the right\\b`),
    sets: { wind: -1 },
  },
  {
    words: new RegExp(`\\b${blown}\\b.*\\b(to|towards) the right\\b|\\bwind (blows |blowing )?from the left\\b`),
    sets: { wind: 1 },
  },
  { words: /\bparallax\b/, sets: { parallax: 0.9 } },
  {
    words:
      /\b(zoom(s|ing)?[ -]?in|push(es|ing)?[ -]?in|dolly[ -]?in|mov(e|es|ing) closer|camera mov(es|ing) forwards?)\b/,
    sets: { zoom: 1.2, slow: { zoom: 1.1 }, fast: { zoom: 1.4 } },
  },
  {
    words:
      /\b(zoom(s|ing)?[ -]?out|pull(s|ing)?[ -]?(back|out)|dolly[ -]?out|camera mov(es|ing) (back|backwards?|away))\b|^ *moving away\b/,
    sets: { zoom: 0.86, slow: { zoom: 0.92 }, fast: { zoom: 0.8 } },
  },
  // A camera that travels, where one that pans, tilts or zooms only turns or looks closer.
  { words: /\b(dolly|tracking shot|camera mov(es|ing)|mov(es|ing) closer)\b|^ *moving away\b/, sets: { parallax: 1 } },
  {
    words:
      /\b((pan|track|truck|dolly)(s|ning|ing)?( shot)?( to)?( the)?|camera (moves?|moving|slides?|sliding)( to)?( the)?) left\b/,
    sets: { pan: -0.5, slow: { pan: -0.3 }, fast: { pan: -0.9 } },
  },
  {
    words:
      /\b((pan|track|truck|dolly)(s|ning|ing)?( shot)?( to)?( the)?|camera (moves?|moving|slides?|sliding)( to)?( the)?) right\b/,
    sets: { pan: 0.5, slow: { pan: 0.3 }, fast: { pan: 0.9 } },
  },
  {
    words: /\b(tilt(s|ing)? up|camera (rises|rising|moves up)|crane up|pedestal up)\b|^ *looking up\b/,
    sets: { tilt: 0.5, slow: { tilt: 0.3 }, fast: { tilt: 0.9 } },
  },
  {
    words:
      /\b(tilt(s|ing)? down|camera (descends|descending|moves down|lowers)|crane down|pedestal down)\b|^ *looking down\b/,
    sets: { tilt: -0.5, slow: { tilt: -0.3 }, fast: { tilt: -0.9 } },
  },
  {
    words:
      /\b(roll(s|ing)? camera|camera roll|(rotate|rotates|rotating|turn|turns|turning) clockwise|dutch (angle|tilt))\b/,
    sets: { roll: 6, slow: { roll: 3 }, fast: { roll: 12 } },
  },
  {
    words: /\b(rotate|rotates|rotating|turn|turns|turning) (counter-?clockwise|anti-?clockwise)\b/,
    sets: { roll: -6, slow: { roll: -3 }, fast: { roll: -12 } },
  },
  // The picture turns against a camera that rolls.
  { words: /\broll(s|ing)? (to the )?left\b/, sets: { roll: 6, slow: { roll: 3 }, fast: { roll: 12 } } },
  { words: /\broll(s|ing)? (to the )?right\b/, sets: { roll: -6, slow: { roll: -3 }, fast: { roll: -12 } } },
  { words: /\b(subtle|gentle|minimal) (motion|movement)\b/, sets: { motionStrength: 0.4 } },
  { words: /\b(dynamic|dramatic|strong|energetic) (motion|movement|camera)\b/, sets: { motionStrength: 0.9 } },
  {
    words:
      /\b(static|locked(-| )?off|fixed|motionless|still) (camera|shot)\b|\bcamera (stands|is|stays|holds) still\b|\bno camera (motion|movement)\b/,
    sets: { pan: 0, tilt: 0, zoom: 1, roll: 0 },
  },
];

const slow = /\b(slow|slowly|gentle|gently|soft|softly|light|lightly|subtle|subtly|slight|slightly)\b/;
const fast = /\b(fast|quick|quickly|rapid|rapidly|swift|swiftly|racing|big|huge|crashing|strong)\b/;

/**
 * What a prompt asks of the motion: "slow zoom in, waves on the beach" gives zoom 1.1 and ripple 0.7. A clause (between
 * commas, full stops and the like) has its own pace. Words it does not know change nothing.
 */
export function motionFromPrompt(prompt: string): PromptMotion {
  const found: { -readonly [K in Control]?: number } = {};
  for (const clause of prompt
    .slice(0, 4000)
    .toLowerCase()
    .split(/[,.;:!?\n]+| and /)) {
    const pace = slow.test(clause) ? 'slow' : fast.test(clause) ? 'fast' : undefined;
    for (const { words, sets } of rules) {
      if (!words.test(clause)) continue;
      const { slow: slower, fast: faster, ...plain } = sets;
      Object.assign(found, plain, pace === 'slow' ? slower : pace === 'fast' ? faster : undefined);
    }
  }
  return found;
}
