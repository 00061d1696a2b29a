import type { QueryClient } from '@tanstack/react-query';
import type { CallOutput } from '../../../electron/contract/calls.ts';
import type { QueuedExport } from '../../../electron/contract/domain.ts';

const key = ['exports.list', {}] as const;

/** Takes a change of one export into the list that was fetched: asking for the list ten times a second would be too much. */
export function noteExport(queries: QueryClient, changed: QueuedExport): void {
  const known = queries.getQueryData<CallOutput<'exports.list'>>(key);
  // An answer on its way may be older than the change.
  if (!known || queries.isFetching({ queryKey: key }) > 0) void queries.invalidateQueries({ queryKey: key });
  if (known) queries.setQueryData(key, { exports: withExport(known.exports, changed) });
}

/** The list with one export as it is now: what runs and waits in its order, then what ended, newest first. */
export function withExport(exports: readonly QueuedExport[], changed: QueuedExport): QueuedExport[] {
  const isKnown = exports.some(({ id }) => id === changed.id);
  const all = isKnown ? exports.map((one) => (one.id === changed.id ? changed : one)) : [...exports, changed];
  const ended = all.filter(({ finishedAt }) => finishedAt !== null);
  return [
    ...all.filter(({ finishedAt }) => finishedAt === null).sort((a, b) => a.createdAt - b.createdAt),
    ...ended.sort((a, b) => (b.finishedAt ?? 0) - (a.finishedAt ?? 0)),
  ];
}
