import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import de from '../../renderer/src/i18n/de.json' with { type: 'json' };
import { aJob, generateFromGallery, seriousFaults, testStudio } from './support.ts';

const studio = testStudio();

/** English that German says otherwise. */
const english = new Set(Object.entries(de).flatMap(([key, text]) => (key === text ? [] : [key])));

/** What the page says or reads out that is English still. */
async function leftInEnglish(page: Page): Promise<string[]> {
  const said = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('body *')]
      .filter((element) => element.closest('[lang="en"], script, style') === null)
      .flatMap((element) => [
        ...[...element.childNodes]
          .filter(({ nodeType }) => nodeType === Node.TEXT_NODE)
          .map((text) => text.textContent),
        ...['aria-label', 'title', 'placeholder', 'alt', 'aria-valuetext'].map((name) => element.getAttribute(name)),
      ])
      .map((text) => text?.trim() ?? ''),
  );
  return said.filter((text) => english.has(text));
}

/** True when nothing reaches over the right edge of the window, and no button is cut off. */
async function fits(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const cut = [...document.querySelectorAll<HTMLElement>('button, [role="tab"], a, label, h1, h2, h3')].filter(
      (element) =>
        element.offsetParent !== null &&
        element.closest('.visually-hidden, [aria-hidden="true"]') === null &&
        getComputedStyle(element).textOverflow !== 'ellipsis' &&
        (element.scrollWidth > element.clientWidth + 1 || element.getBoundingClientRect().right > innerWidth + 1) &&
        element.clientWidth > 0,
    );
    return cut.map((element) => `${element.tagName} ${element.textContent || element.getAttribute('aria-label')}`);
  });
}

describe('the language', () => {
  test('follows the browser until somebody chooses', async () => {
    const german = await studio.open({ locale: 'de-AT' });
    await german.getByRole('button', { name: 'Generieren' }).waitFor();
    const french = await studio.open({ locale: 'fr-FR' });
    await french.getByRole('button', { name: 'Generate' }).waitFor();
  });

  test('German on every screen, at once; kept over a reload; and back to English', async () => {
    const page = await studio.open({ viewport: { width: 1024, height: 700 } });
    await generateFromGallery(page, 'a windmill at dawn');
    await page.getByRole('link', { name: 'Settings', exact: true }).click();
    await page.getByRole('button', { name: 'Deutsch' }).click();
    await page.getByRole('heading', { name: 'Einstellungen' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('de');

    const look = async (): Promise<void> => {
      expect(await leftInEnglish(page)).toEqual([]);
      expect(await fits(page)).toEqual([]);
      expect(await seriousFaults(page)).toEqual([]);
    };
    await look();
    await page.reload();
    await page.getByRole('heading', { name: 'Darstellung' }).waitFor();

    const goTo = (name: string) => page.getByRole('navigation').getByRole('link', { name, exact: true }).click();
    await goTo('Modelle');
    await page.getByRole('button', { name: 'Starter Scenes prüfen' }).waitFor();
    await look();
    await goTo('Warteschlange');
    await page.getByRole('heading', { name: 'Warteschlange', exact: true }).waitFor();
    await look();
    await goTo('Studio');
    await page.getByRole('group', { name: 'Flüssig' }).getByText('aktuell').waitFor(aJob);
    await page.getByRole('button', { name: 'Keyframes', exact: true }).click();
    await page.getByRole('region', { name: 'Inspektor' }).getByText('Bewegungsstärke').waitFor();
    await look();
    await page.getByRole('button', { name: 'Exportieren' }).click();
    await page.getByRole('dialog', { name: 'Exportieren' }).getByText('Durchläufe').waitFor();
    await look();
    await page.getByRole('button', { name: 'Schließen' }).click();
    await page.getByRole('link', { name: 'Bearbeiten' }).click();
    await page.getByRole('toolbar', { name: 'Werkzeuge' }).getByRole('button', { name: 'Maske' }).click();
    await page.getByRole('button', { name: 'In der Maske neu generieren' }).waitFor();
    await look();
    await page.getByRole('button', { name: 'Editor schließen' }).click();
    await goTo('Vergleichen');
    await page.getByRole('heading', { name: 'Vergleichen' }).waitFor();
    await look();
    await goTo('Galerie');
    await page.getByRole('heading', { name: 'Projekte' }).waitFor();
    await look();
    await page.getByRole('link', { name: 'Papierkorb', exact: true }).click();
    await page.getByText('Der Papierkorb ist leer').waitFor();
    await look();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Tastenkürzel' }).waitFor();
    await look();
    await page.keyboard.press('Escape');
    await page.keyboard.press('ControlOrMeta+k');
    await page.getByRole('combobox', { name: 'Befehl' }).fill('einst');
    await page.keyboard.press('Enter');

    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Settings', exact: true }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
  });
});
