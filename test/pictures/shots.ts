import type { Locator, Page } from 'playwright-core';

/** One picture of the guide: where to go, and what to do there until there is something to show. */
export interface Shot {
  readonly name: string;
  readonly size: Size;
  readonly theme: Theme;
  readonly go: (page: Page) => Promise<void>;
}

export const sizes = { small: [1024, 700], usual: [1440, 900], large: [2560, 1440] } as const;
export type Size = keyof typeof sizes;
export const themes = ['dark', 'light'] as const;
export type Theme = (typeof themes)[number];

const screen = (page: Page, name: string) => page.getByRole('link', { name, exact: true }).click();
const lane = (page: Page, name: string) =>
  page.getByRole('region', { name: 'Timeline' }).getByRole('group', { name, exact: true });
const take = (page: Page, name: string) =>
  page.getByRole('list', { name: 'Takes', exact: true }).getByRole('button', { name: new RegExp(`^${name}(,|$)`) });

async function studio(page: Page): Promise<void> {
  await screen(page, 'Gallery');
  await page
    .getByRole('list', { name: 'Projects' })
    .getByRole('link', { name: /meadow/i })
    .first()
    .click();
  await take(page, 'Smooth take 1').click();
  await page.getByRole('region', { name: 'Preview' }).locator('video').first().waitFor();
  await page.getByRole('textbox', { name: 'Prompt', exact: true }).scrollIntoViewIfNeeded();
}

async function editor(page: Page): Promise<void> {
  await studio(page);
  await page.getByRole('region', { name: 'Reference' }).getByRole('link', { name: 'Edit' }).click();
  await page.getByRole('region', { name: 'Reference editor' }).waitFor();
}

/** Drags the mouse over places in fractions of what is painted on. */
async function drag(page: Page, on: Locator, places: readonly (readonly [number, number])[]): Promise<void> {
  const box = await on.boundingBox();
  if (!box) throw new Error('There is nothing to paint on.');
  for (const [index, [x, y]] of places.entries()) {
    await page.mouse.move(box.x + x * box.width, box.y + y * box.height, { steps: 6 });
    if (index === 0) await page.mouse.down();
  }
  await page.mouse.up();
}

/** The pictures of docs/GUIDE.md, in its order. A studio that has made the clips of `fillStudio` is at the other end. */
export const shots: readonly Shot[] = [
  {
    name: 'gallery',
    size: 'usual',
    theme: 'dark',
    go: async (page) => {
      await screen(page, 'Gallery');
      await page.getByRole('list', { name: 'Projects' }).waitFor();
    },
  },
  { name: 'studio', size: 'large', theme: 'dark', go: studio },
  { name: 'studio-small', size: 'small', theme: 'light', go: studio },
  {
    name: 'motion-brush',
    size: 'usual',
    theme: 'light',
    go: async (page) => {
      await studio(page);
      await lane(page, 'Keyframes').getByRole('button', { name: 'Keyframes', exact: true }).click();
      await page.getByRole('button', { name: 'Motion brush', exact: true }).click();
      await drag(page, page.getByRole('application', { name: /^Motion brush/ }), [
        [0.55, 0.12],
        [0.7, 0.12],
        [0.9, 0.14],
      ]);
    },
  },
  {
    name: 'differences',
    size: 'usual',
    theme: 'light',
    go: async (page) => {
      await studio(page);
      await take(page, 'Keyframes take 1').click();
      await page
        .getByRole('region', { name: 'Preview' })
        .getByLabel(/^Keyframes: /)
        .waitFor();
      await take(page, 'Keyframes take 2').focus();
      await page.keyboard.press('d');
      await page.getByRole('dialog', { name: 'Differences' }).waitFor();
    },
  },
  {
    name: 'sweep',
    size: 'usual',
    theme: 'dark',
    go: async (page) => {
      await studio(page);
      await page.getByRole('button', { name: 'Sweeps' }).click();
      await page.getByRole('menuitem', { name: /^Motion strength/ }).click();
      await page.getByRole('list', { name: 'Takes of this sweep' }).waitFor();
    },
  },
  {
    name: 'editor',
    size: 'usual',
    theme: 'dark',
    go: async (page) => {
      await editor(page);
      await page.getByRole('button', { name: 'Adjust' }).click();
    },
  },
  {
    name: 'mask',
    size: 'small',
    theme: 'dark',
    go: async (page) => {
      await editor(page);
      await page.getByRole('button', { name: 'Mask', exact: true }).click();
      await drag(page, page.getByRole('application', { name: 'Drag to paint' }), [
        [0.28, 0.42],
        [0.34, 0.3],
        [0.4, 0.42],
        [0.35, 0.5],
        [0.3, 0.44],
      ]);
    },
  },
  {
    name: 'compare',
    size: 'large',
    theme: 'light',
    go: async (page) => {
      await screen(page, 'Compare');
      await page.getByRole('region', { name: 'Take B' }).locator('video').waitFor();
    },
  },
  {
    name: 'export',
    size: 'small',
    theme: 'dark',
    go: async (page) => {
      await studio(page);
      await page.getByRole('button', { name: 'Export' }).first().click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'models',
    size: 'usual',
    theme: 'light',
    go: async (page) => {
      await screen(page, 'Models');
      await page.getByRole('article', { name: 'Starter Scenes' }).getByText(/MB|kB/).waitFor();
    },
  },
  {
    name: 'catalogue',
    size: 'usual',
    theme: 'dark',
    go: async (page) => {
      await screen(page, 'Models');
      const entry = page.getByRole('article', { name: 'Stable Diffusion video' });
      await entry.scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'palette',
    size: 'usual',
    theme: 'dark',
    go: async (page) => {
      await studio(page);
      await page.keyboard.press('ControlOrMeta+k');
      await page.getByRole('combobox', { name: 'Command' }).waitFor();
    },
  },
  {
    // The last one: what it starts goes on in the background.
    name: 'queue',
    size: 'usual',
    theme: 'dark',
    go: async (page) => {
      await studio(page);
      await page.getByRole('button', { name: /^Paper:/ }).click();
      for (const prompt of ['flowers sway in a storm', 'slow pan to the left, drifting clouds']) {
        await page.getByRole('textbox', { name: 'Prompt', exact: true }).fill(prompt);
        await page.getByRole('button', { name: 'Generate', exact: true }).click();
      }
      await screen(page, 'Queue');
      await page.getByRole('list', { name: 'Waiting jobs' }).waitFor();
    },
  },
];
