import { create } from 'zustand';
import type { CallInput } from '../../../electron/contract/calls.ts';

type Sort = NonNullable<CallInput<'projects.list'>['sort']>;

interface GalleryView {
  /** What stands in the big prompt box. */
  readonly prompt: string;
  readonly search: string;
  readonly favouritesOnly: boolean;
  readonly sort: Sort;
}

/** How the gallery is looked at; kept while going to other screens and back, not saved. */
export const useGalleryView = create<GalleryView>()(() => ({
  prompt: '',
  search: '',
  favouritesOnly: false,
  sort: 'newest',
}));

export const sortLabels: Readonly<Record<Sort, string>> = { newest: 'Newest', oldest: 'Oldest', name: 'Name' };
export const sorts: readonly Sort[] = ['newest', 'oldest', 'name'];
