import i18next from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import type { Settings } from '../../../electron/contract/domain.ts';
import en from './en.json' with { type: 'json' };

/** A language the interface speaks. */
type Language = Exclude<Settings['language'], 'system'>;

/** How dates and numbers are written in each. */
const locales: Readonly<Record<Language, string>> = { en: 'en-GB', de: 'de-DE' };
const rememberedKey = 'stillmotion.language';
/** Asked for last; its words may still be on their way. */
let wanted: Language = 'en';

// English is the key itself, so that code reads as the page does; en.json holds what differs for one of a thing.
void i18next.use(initReactI18next).init({
  lng: 'en',
  fallbackLng: 'en',
  resources: { en: { translation: en } },
  keySeparator: false,
  nsSeparator: false,
  initAsync: false,
  interpolation: { escapeValue: false }, // React escapes
});

/**
 * A sentence in the language that is shown: `t('Delete {{name}}', { name })`, by number `t('{{count}} takes', { count })`. For use while
 * drawing or acting; what stands in a table of a module is a `phrase`.
 */
export function t(english: string, values: Readonly<Record<string, string | number>> = {}): string {
  return i18next.t(english, values);
}

/** Marks English that is given to `t` where it is shown. */
export function phrase(english: string): string {
  return english;
}

/** A name within a sentence: English writes it small. */
export function inSentence(name: string): string {
  return currentLanguage() === 'en' ? name.toLowerCase() : name;
}

function currentLanguage(): Language {
  return i18next.language === 'de' ? 'de' : 'en';
}

/** For Intl. */
export function currentLocale(): string {
  return locales[currentLanguage()];
}

/** The language that is shown; draws anew when it changes. */
export function useLanguage(): string {
  return useTranslation().i18n.language;
}

/** Changes the language; German is fetched when it is first needed. */
export async function setLanguage(language: Language): Promise<void> {
  wanted = language;
  if (language === 'de' && !i18next.hasResourceBundle('de', 'translation')) {
    const { default: words } = await import('./de.json');
    i18next.addResourceBundle('de', 'translation', words);
  }
  if (wanted === language) await i18next.changeLanguage(language);
}

/** Shows the page in the language of the setting. */
export async function showLanguage(setting: Settings['language']): Promise<void> {
  localStorage.setItem(rememberedKey, setting);
  await setLanguage(setting === 'system' ? languageOfSystem() : setting);
  document.documentElement.lang = currentLanguage();
}

/** The language as it was set when this browser was here last: the first picture is then right. */
export function showRememberedLanguage(): Promise<void> {
  const setting = localStorage.getItem(rememberedKey);
  return showLanguage(setting === 'en' || setting === 'de' ? setting : 'system');
}

function languageOfSystem(): Language {
  return navigator.language.toLowerCase().startsWith('de') ? 'de' : 'en';
}
