import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page, Route } from 'playwright-core';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { aJob, samplePicture, seriousFaults, testStudio } from './support.ts';

const studio = testStudio();

const group = (page: Page, name: string) =>
  page.getByRole('region', { name: 'Timeline' }).getByRole('group', { name, exact: true });
const layerNames = (page: Page): Promise<string[]> =>
  page
    .getByRole('list', { name: 'Layers' })
    .getByRole('listitem')
    .evaluateAll((rows) => rows.map((row) => row.textContent ?? ''));

async function openEditor(page: Page, picture: 'bay' | 'meadow' | 'night'): Promise<void> {
  await page.getByLabel('Choose a picture').setInputFiles(samplePicture(picture));
  await page.waitForURL(/\/studio\/[a-z0-9]+$/);
  await page.getByRole('region', { name: 'Reference' }).getByRole('link', { name: 'Edit' }).click();
  await page.getByRole('region', { name: 'Reference editor' }).waitFor();
}

/** A picture of one colour, handed over as the browser does on paste and drop. */
async function handOver(page: Page, how: 'paste' | 'drop', files: readonly { name: string; colour: string }[]) {
  await page.evaluate(
    async ([event, wanted]) => {
      const transfer = new DataTransfer();
      for (const { name, colour } of wanted) {
        const canvas = new OffscreenCanvas(200, 100);
        const context = canvas.getContext('2d');
        if (!context) throw new Error('no canvas');
        context.fillStyle = colour;
        context.fillRect(0, 0, 200, 100);
        transfer.items.add(new File([await canvas.convertToBlob()], name, { type: 'image/png' }));
      }
      const target = document.querySelector('section[aria-label="Reference editor"]') ?? document.body;
      target.dispatchEvent(
        event === 'paste'
          ? new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true, cancelable: true })
          : new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }),
      );
    },
    [how, files] as const,
  );
}

/** Colours of the reference in the studio at places in fractions of it. */
async function savedColours(page: Page, places: readonly (readonly [number, number])[]): Promise<number[][]> {
  const saved = page.getByRole('img', { name: /^Reference:/ });
  await saved.waitFor();
  return saved.evaluate(async (image: HTMLImageElement, at) => {
    await image.decode();
    const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
    const context = canvas.getContext('2d');
    context?.drawImage(image, 0, 0);
    return at.map(([x, y]) => [
      ...(context?.getImageData(Math.round(x * canvas.width), Math.round(y * canvas.height), 1, 1).data ?? []),
    ]);
  }, places);
}

describe('layers of the reference editor', () => {
  test('animate my own photograph: crop, adjust, paste a second picture, save, run; it opens again in layers', async () => {
    const page = await studio.open();
    await openEditor(page, 'bay');
    await page.getByRole('button', { name: '16:9' }).click();
    await page.getByRole('button', { name: 'Adjust' }).click();
    await page.getByRole('slider', { name: 'Contrast' }).focus();
    await page.keyboard.press('PageUp');
    await handOver(page, 'paste', [{ name: 'sail.png', colour: '#e2604f' }]);
    await page.getByRole('list', { name: 'Layers' }).getByRole('button', { name: 'sail', exact: true }).waitFor();
    expect(await seriousFaults(page)).toEqual([]);

    // Its place, size and angle by keyboard; then it is undone, and done again.
    const frame = page.getByRole('button', { name: 'Layer sail; arrow keys move it' });
    await frame.focus();
    for (let step = 0; step < 4; step += 1) await page.keyboard.press('Shift+ArrowLeft');
    const corner = page.getByRole('button', { name: 'Size: bottom right corner; arrow keys change it' });
    await corner.focus();
    await page.keyboard.press('Shift+ArrowUp');
    await page.getByRole('button', { name: /^Turn: 0°/ }).focus();
    await page.keyboard.press('Shift+ArrowRight');
    await page.getByRole('button', { name: /^Turn: 15°/ }).waitFor();
    await page.keyboard.press('Control+z');
    await page.getByRole('button', { name: /^Turn: 0°/ }).waitFor();
    await page.getByRole('button', { name: 'Save' }).click();

    await page.getByRole('region', { name: 'Reference' }).getByText('Edited · 1024×576').waitFor();
    // Four steps of a twentieth of the shorter edge of what was opened, which is 1024 pixels.
    const [middle, moved] = await savedColours(page, [
      [0.5 + 100 / 1024, 0.5],
      [0.3, 0.5],
    ]);
    expect(moved).toEqual([0xe2, 0x60, 0x4f, 255]);
    expect(middle).not.toEqual([0xe2, 0x60, 0x4f, 255]);

    await page.getByRole('button', { name: /^Draft:/ }).click();
    await page.getByRole('textbox', { name: 'Prompt' }).fill('slow zoom in');
    await page.getByRole('button', { name: 'Generate' }).click();
    await group(page, 'Smooth').getByText('current', { exact: true }).waitFor(aJob);

    await page.getByRole('region', { name: 'Reference' }).getByRole('link', { name: 'Edit' }).click();
    await page.getByRole('list', { name: 'Layers' }).waitFor();
    expect(await layerNames(page)).toEqual(['sail']);
    // Nothing has changed yet, so there is nothing to save, and leaving does not ask.
    expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
    await page.keyboard.press('Escape');
    await page.getByRole('region', { name: 'Timeline' }).waitFor();
  });

  test('ten at once lie over each other; they are hidden, reordered, deleted and brought back', async () => {
    const page = await studio.open();
    await openEditor(page, 'meadow');
    const files = Array.from({ length: 10 }, (_, index) => ({ name: `p${index}.png`, colour: `#0000${index}0` }));
    await handOver(page, 'drop', files);
    await page.getByText('10 pictures added.').waitFor();
    const names = files.map(({ name }) => name.slice(0, 2)).reverse();
    expect(await layerNames(page)).toEqual(names);
    await page.getByRole('button', { name: 'Down', exact: true }).click();
    expect((await layerNames(page)).slice(0, 2)).toEqual(['p8', 'p9']);
    await page.getByRole('button', { name: 'Hide p9' }).click();
    await page.getByRole('button', { name: 'Layer p9; arrow keys move it' }).waitFor({ state: 'detached' });
    await page.getByRole('list', { name: 'Layers' }).getByRole('button', { name: 'p3', exact: true }).click();
    await page.keyboard.press('Delete');
    expect(await layerNames(page)).not.toContain('p3');
    for (let step = 0; step < 13; step += 1) await page.keyboard.press('Control+z');
    await expect.poll(() => page.getByRole('list', { name: 'Layers' }).count()).toBe(0);
    for (let step = 0; step < 13; step += 1) await page.keyboard.press('Control+Shift+z');
    expect(await layerNames(page)).toHaveLength(9);
    await page.getByRole('button', { name: 'Show p9' }).waitFor();
  });

  test('brush and eraser work on the chosen layer; a pen draws as thick as it presses, a mouse evenly', async () => {
    const page = await studio.open();
    await openEditor(page, 'night');
    await page.getByRole('button', { name: 'Brush' }).click();
    await page.getByRole('radio', { name: '#6FCF97' }).click();
    const box = await page.getByRole('application', { name: 'Drag to paint' }).boundingBox();
    if (!box) throw new Error('nothing to paint on');
    const at = (x: number, y: number) => ({ x: box.x + x * box.width, y: box.y + y * box.height });
    const browser = await page.context().newCDPSession(page);
    const draw = async (pointerType: 'pen' | 'mouse', y: number, force: number): Promise<void> => {
      const send = (type: string, x: number) =>
        browser.send('Input.dispatchMouseEvent', {
          ...{ type, pointerType, force, button: 'left', buttons: 1, clickCount: 1, ...at(x, y) },
        } as never);
      await send('mousePressed', 0.1);
      for (let x = 0.12; x < 0.4; x += 0.02) await send('mouseMoved', x);
      await send('mouseReleased', 0.4);
    };
    await draw('mouse', 0.2, 0);
    await draw('pen', 0.4, 0.9);
    await draw('pen', 0.6, 0.2);

    await handOver(page, 'paste', [{ name: 'patch.png', colour: '#7fb2ff' }]);
    await page.getByRole('list', { name: 'Layers' }).waitFor();
    await page.keyboard.press('e');
    await page.getByText('Rubs out the layer itself.').waitFor();
    await page.mouse.move(at(0.5, 0.5).x, at(0.5, 0.5).y);
    await page.mouse.down();
    await page.mouse.up();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('region', { name: 'Reference' }).getByText('Edited · 1024×1024').waitFor();
    const column = Array.from({ length: 200 }, (_, step) => [0.25, step / 200] as const);
    const isGreen = ([red, green, blue]: number[]): boolean => red === 0x6f && green === 0xcf && blue === 0x97;
    const green = (await savedColours(page, column)).map(isGreen);
    const thickness = (from: number, to: number): number => green.slice(from * 200, to * 200).filter(Boolean).length;
    const [mouse, firm, light] = [thickness(0.1, 0.3), thickness(0.3, 0.5), thickness(0.5, 0.7)];
    expect(mouse).toBeGreaterThanOrEqual(firm);
    expect(firm).toBeGreaterThan(2 * light);
    expect(light).toBeGreaterThan(0);
    const [rubbed, patch] = await savedColours(page, [
      [0.5, 0.5],
      [0.43, 0.5],
    ]);
    expect(patch).toEqual([0x7f, 0xb2, 0xff, 255]);
    expect(rubbed).not.toEqual(patch);
  });

  test('what cannot be a layer is refused in words, and the picture stays as it was', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'stillmotion-files-'));
    try {
      const [empty, words, notes] = ['empty.png', 'words.png', 'notes.txt'].map((name) => join(folder, name));
      if (!empty || !words || !notes) throw new Error('no names');
      await Promise.all([writeFile(empty, ''), writeFile(words, 'only words'), writeFile(notes, 'notes')]);
      const page = await studio.open();
      await openEditor(page, 'bay');
      await handOver(page, 'paste', []);
      await page.getByText('There is no picture on the clipboard. Copy one first.').waitFor();
      await page.getByRole('button', { name: 'Layers' }).click();
      const input = page.getByLabel('Pictures to add');
      await input.setInputFiles(empty);
      await page.getByText('“empty.png” is empty: it has 0 bytes.').waitFor();
      await input.setInputFiles(words);
      await page.getByText('This file is not a picture that can be read.').waitFor();
      await input.setInputFiles(notes);
      await page.getByText('“notes.txt” is not a picture.').waitFor();
      const large = join(folder, 'large.png');
      await sharp({ create: { width: 10_000, height: 10_000, channels: 3, background: '#369' } }).toFile(large);
      await input.setInputFiles(large);
      await page.getByText('The picture has 100 megapixels; 64 can be read.').waitFor();
      await input.setInputFiles([empty, samplePicture('night'), words]);
      await page.getByText(/^1 picture added\. .*And 1 more like it\.$/).waitFor();
      expect(await layerNames(page)).toEqual(['night']);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  test('closed while it saves, the editor goes; what fails is tried again, and nobody is carried off to what is saved', async () => {
    const page = await studio.open();
    await openEditor(page, 'meadow');
    await page.getByRole('button', { name: 'Flip horizontal' }).click();
    const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
    const fails = async (route: Route): Promise<void> => {
      await held;
      await route.fulfill({ status: 200, body: JSON.stringify({ ok: false, error: full }) });
    };
    const full = { code: 'engine-crashed', message: 'The engine stopped. Nothing was kept of the picture.' };
    await page.route('**/api/upload*', fails);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'Close the editor' }).click();
    await page.getByRole('region', { name: 'Timeline' }).waitFor();
    await page.getByRole('link', { name: 'Queue', exact: true }).click();
    letGo();
    await page.getByText(full.message).waitFor();
    await page.unroute('**/api/upload*', fails);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('Saved as a new reference.').waitFor();
    await page.getByRole('heading', { name: 'Queue', exact: true }).waitFor();
    await page.getByRole('link', { name: 'Studio', exact: true }).click();
    await group(page, 'Reference').getByText('of 2').waitFor();
  });
});
