import {
  keepPreviousData,
  QueryClient,
  type UseMutationResult,
  type UseQueryResult,
  useMutation,
  useQuery,
} from '@tanstack/react-query';
import type { CallInput, CallName, CallOutput } from '../../../electron/contract/calls.ts';
import { isUnfinished, type Job } from '../../../electron/contract/domain.ts';
import { StudioError } from '../../../electron/contract/errors.ts';
import { call } from './client.ts';

/**
 * Events say when something changed, so nothing is fetched twice for safety. The studio is on this machine: whether the
 * computer has a network says nothing about it, hence networkMode `always`.
 */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        networkMode: 'always',
        staleTime: Number.POSITIVE_INFINITY,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        retry: (failures, error) => isOffline(error) && failures < 3,
      },
      mutations: { networkMode: 'always' },
    },
  });
}

/** True when the studio could not be reached, as against having refused. */
function isOffline(error: unknown): boolean {
  return error instanceof StudioError && error.details?.offline === true;
}

/** A call's answer, kept up to date by events. `enabled: false` waits; `keep` shows the last answer while the next loads. */
export function useCall<N extends CallName>(
  name: N,
  input: CallInput<N>,
  options: { enabled?: boolean; keep?: boolean } = {},
): UseQueryResult<CallOutput<N>, StudioError> {
  const query = {
    queryKey: [name, input] as const,
    queryFn: () => call(name, input),
    enabled: options.enabled ?? true,
  };
  return useQuery<CallOutput<N>, StudioError>(
    options.keep ? { ...query, placeholderData: keepPreviousData } : query,
  ) as UseQueryResult<CallOutput<N>, StudioError>;
}

/** A call made on demand: `mutate(input)` or `await mutateAsync(input)`. Events bring the consequences. */
export function useAction<N extends CallName>(
  name: N,
): UseMutationResult<CallOutput<N>, StudioError, CallInput<N>, unknown> {
  return useMutation<CallOutput<N>, StudioError, CallInput<N>>({ mutationFn: (input) => call(name, input) });
}

export const useProjects = (input: CallInput<'projects.list'> = {}) => useCall('projects.list', input, { keep: true });
export const useProject = (projectId: string | undefined) =>
  useCall('projects.get', { projectId: projectId ?? '' }, { enabled: projectId !== undefined });
export const useExports = () => useCall('exports.list', {});
export const useJobs = () => useCall('jobs.list', {});
export const usePacks = () => useCall('packs.list', {});
export const useSettings = () => useCall('settings.get', {});
export const useSystemInfo = () => useCall('system.info', {});

/** Jobs that run, wait or are paused, in the order of the queue. */
export function activeJobs(jobs: readonly Job[]): Job[] {
  return jobs.filter(isUnfinished);
}
