import { useQueries } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import type { CallInput, CallOutput } from '../../../electron/contract/calls.ts';
import type { Project } from '../../../electron/contract/domain.ts';
import type { StudioError } from '../../../electron/contract/errors.ts';
import { call } from '../api/client.ts';

const pageSize = 100;

export interface ProjectWindow {
  /** How many projects the view has; undefined until the first answer. */
  readonly total: number | undefined;
  readonly error: StudioError | null;
  readonly retry: () => void;
  /** The project at a place of the view; undefined while it is on its way. */
  readonly at: (index: number) => Project | undefined;
  /** Says which places are looked at: only those, and what lies about them, are fetched. */
  readonly show: (first: number, last: number) => void;
}

type Answer = CallOutput<'projects.list'>;

/** A view of the library of which only the part in sight is fetched, however long it is and wherever it is scrolled to. */
export function useProjectWindow(view: CallInput<'projects.list'>): ProjectWindow {
  const [pages, setPages] = useState({ first: 0, last: 0 });
  const show = useCallback((first: number, last: number) => {
    const next = { first: Math.floor(first / pageSize), last: Math.floor(last / pageSize) };
    setPages((old) => (old.first === next.first && old.last === next.last ? old : next));
  }, []);
  const offsets = Array.from({ length: pages.last - pages.first + 1 }, (_, index) => (pages.first + index) * pageSize);
  const answers = useQueries({
    queries: offsets.map((offset) => ({
      queryKey: ['projects.list', { ...view, offset, limit: pageSize }] as const,
      queryFn: (): Promise<Answer> => call('projects.list', { ...view, offset, limit: pageSize }),
      // While another search is answered the old one stays; another part of the list is no stand-in for this one.
      placeholderData: (previous: Answer | undefined, query: { queryKey: readonly unknown[] } | undefined) =>
        isSamePage(query?.queryKey[1], offset) ? previous : undefined,
    })),
  });
  // Kept while another part of the list is on its way: without it the list would lose its length, and the scroller its place.
  const [total, setTotal] = useState<number>();
  const counted = answers.find(({ data }) => data)?.data?.total;
  if (counted !== undefined && counted !== total) setTotal(counted);
  const failed = answers.find(({ error }) => error);
  return {
    total: counted ?? total,
    error: (failed?.error as StudioError | undefined) ?? null,
    retry: () => void failed?.refetch(),
    at: (index) => answers[Math.floor(index / pageSize) - pages.first]?.data?.projects[index % pageSize],
    show,
  };
}

function isSamePage(input: unknown, offset: number): boolean {
  return typeof input === 'object' && input !== null && 'offset' in input && input.offset === offset;
}
