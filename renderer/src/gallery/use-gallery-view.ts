import { create } from 'zustand';
import type { CallInput } from '../../../electron/contract/calls.ts';
import type { Project } from '../../../electron/contract/domain.ts';
import { phrase } from '../i18n/i18n.ts';

type Sort = NonNullable<CallInput<'projects.list'>['sort']>;

interface GalleryView {
  /** What stands in the big prompt box. */
  readonly prompt: string;
  readonly search: string;
  readonly favouritesOnly: boolean;
  /** Only projects that have all of these. */
  readonly tags: readonly string[];
  readonly sort: Sort;
  /** The project whose tags are being changed. */
  readonly tagging: Project | null;
  /** The project that was to go to the bin while something of it is being made. */
  readonly inUse: Project | null;
}

/** How the gallery is looked at; kept while going to other screens and back, not saved. */
export const useGalleryView = create<GalleryView>()(() => ({
  prompt: '',
  search: '',
  favouritesOnly: false,
  tags: [],
  sort: 'newest',
  tagging: null,
  inUse: null,
}));

/** Shows everything again. */
export function clearFilters(): void {
  useGalleryView.setState({ search: '', favouritesOnly: false, tags: [] });
}

/** Adds a tag to the filter, or takes it off. */
export function toggleTagFilter(tag: string): void {
  useGalleryView.setState(({ tags }) => ({ tags: toggled(tags, tag) }));
}

/** The list with one tag more or less, whatever its case. */
export function toggled(tags: readonly string[], tag: string): string[] {
  const others = tags.filter((other) => other.toLowerCase() !== tag.toLowerCase());
  return others.length === tags.length ? [...tags, tag] : others;
}

export const sortLabels: Readonly<Record<Sort, string>> = {
  newest: phrase('Newest'),
  oldest: phrase('Oldest'),
  name: phrase('Name'),
};
export const sorts: readonly Sort[] = ['newest', 'oldest', 'name'];
