import type { Page } from 'playwright-core';

const moves = 90;

/** Drags the playhead of a clip with the mouse; the milliseconds from each movement until the frame it asked for was shown. */
export async function scrubbing(page: Page): Promise<void> {
  const playhead = page.getByRole('slider', { name: 'Playhead' });
  await playhead.waitFor();
  await page.getByRole('region', { name: 'Preview' }).locator('video').waitFor();
  const frames = Number(await playhead.getAttribute('aria-valuemax'));
  await playhead.press('Home');
  console.log(`\n## Scrubbing ${frames} frames of 1048×1048\n`);
  console.log('| playhead | moves | median ms | p95 ms | longest ms |\n|---|---|---|---|---|');
  const box = await playhead.boundingBox();
  if (!box) throw new Error('The playhead is not in sight.');
  const [x, y] = [box.x + box.width / 2, box.y + 12];
  await page.mouse.move(x, y);
  await page.mouse.down();
  const far = 300;
  await page.mouse.move(x + far, y);
  const pixelsPerFrame = far / (Number(await playhead.getAttribute('aria-valuenow')) - 1);
  for (const [name, stride] of [
    ['a frame further', 1],
    ['5 frames further', 5],
    ['somewhere else', 37],
  ] as const) {
    const times: number[] = [];
    for (let move = 1; move <= moves; move++) {
      const latency = page.evaluate(untilShown);
      await page.mouse.move(x + ((move * stride) % (frames - 2)) * pixelsPerFrame + pixelsPerFrame / 2, y);
      times.push(await latency);
    }
    times.sort((a, b) => a - b);
    const at = (part: number): string => (times[Math.floor((times.length - 1) * part)] ?? Number.NaN).toFixed(0);
    console.log(`| ${name} | ${times.length} | ${at(0.5)} | ${at(0.95)} | ${at(1)} |`);
  }
  await page.mouse.up();
}

/** In the page: from the next movement of the pointer to the moment the frame it led to is handed to the screen, milliseconds. */
function untilShown(): Promise<number> {
  const video = document.querySelector<HTMLVideoElement>('[aria-label="Preview"] video');
  const playhead = document.querySelector('[role="slider"][aria-label="Playhead"]');
  if (!(video && playhead)) throw new Error('There is no clip in the preview.');
  const before = playhead.ariaValueNow;
  return new Promise((done, failed) => {
    let moved = 0;
    window.addEventListener('pointermove', ({ timeStamp }) => (moved = timeStamp), { capture: true, once: true });
    let shown = Number.NaN;
    const look: VideoFrameRequestCallback = (_now, { mediaTime, presentationTime }) => {
      shown = 1 + Math.floor((mediaTime / video.duration) * Number(playhead.ariaValueMax) + 0.1);
      if (moved > 0 && playhead.ariaValueNow !== before && shown === Number(playhead.ariaValueNow)) {
        done(presentationTime - moved);
      } else {
        video.requestVideoFrameCallback(look);
      }
    };
    video.requestVideoFrameCallback(look);
    setTimeout(() => failed(new Error(`Frame ${playhead.ariaValueNow} was asked for, ${shown} is shown.`)), 10_000);
  });
}
