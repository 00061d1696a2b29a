import { describe, expect, it } from 'vitest';
import { Rate } from '../../../electron/packs/install/rate.ts';

describe('how fast bytes come', () => {
  it('is not claimed before anything was seen, and follows the network within seconds', () => {
    const rate = new Rate();
    expect(rate.bytesPerSecond(0)).toBeNull();
    rate.add(0, 0);
    expect(rate.secondsLeft(100, 0.5)).toBeNull();
    for (let second = 1; second <= 20; second++) rate.add(second * 1_000, second);
    expect(rate.bytesPerSecond(20)).toBeCloseTo(1_000);
    expect(rate.secondsLeft(5_000, 20)).toBeCloseTo(5);
    for (let second = 21; second <= 32; second++) rate.add(20_000 + (second - 20) * 100, second);
    expect(rate.bytesPerSecond(32)).toBeCloseTo(100);
  });

  it('sinks while nothing comes, instead of standing still (would catch a stalled download that promises to end)', () => {
    const rate = new Rate();
    for (let second = 0; second <= 4; second++) rate.add(second * 1_000, second);
    expect(rate.bytesPerSecond(8)).toBeCloseTo(500);
    expect(rate.bytesPerSecond(40)).toBeLessThan(110);
  });

  it('starts anew with a file that starts anew, and never goes below zero', () => {
    const rate = new Rate();
    rate.add(0, 0);
    rate.add(9_000, 3);
    rate.add(0, 4);
    rate.add(2_000, 6);
    expect(rate.bytesPerSecond(6)).toBeCloseTo(1_000);
  });
});
