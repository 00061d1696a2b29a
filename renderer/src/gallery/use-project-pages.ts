import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import type { CallInput, CallOutput } from '../../../electron/contract/calls.ts';
import type { Project } from '../../../electron/contract/domain.ts';
import type { StudioError } from '../../../electron/contract/errors.ts';
import { call } from '../api/client.ts';

const pageSize = 120;

export interface ProjectPages {
  /** Undefined until the first page is there. */
  readonly projects: readonly Project[] | undefined;
  readonly total: number | undefined;
  readonly error: StudioError | null;
  readonly retry: () => void;
  readonly loadMore: () => void;
}

/** The projects of one view, page by page as the grid is scrolled. */
export function useProjectPages(view: CallInput<'projects.list'>): ProjectPages {
  const query = useInfiniteQuery<CallOutput<'projects.list'>, StudioError>({
    queryKey: ['projects.list', { ...view, pages: pageSize }],
    queryFn: ({ pageParam }) => call('projects.list', { ...view, offset: pageParam as number, limit: pageSize }),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => {
      const loaded = pages.reduce((sum, page) => sum + page.projects.length, 0);
      return last.projects.length > 0 && loaded < last.total ? loaded : undefined;
    },
    placeholderData: keepPreviousData,
  });
  return {
    projects: query.data?.pages.flatMap((page) => page.projects),
    total: query.data?.pages.at(-1)?.total,
    error: query.error,
    retry: () => void query.refetch(),
    loadMore: () => {
      if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
    },
  };
}
