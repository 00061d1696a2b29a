import type { QueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { CallOutput } from '../../../electron/contract/calls.ts';
import type { MenuCommand, StudioEvent } from '../../../electron/contract/events.ts';
import { transport } from './chosen-transport.ts';
import { noteExport } from './export-list.ts';
import { createProgressBuffer, useLive } from './progress.ts';
import { staleAfter } from './stale-after.ts';

type Listener = (event: StudioEvent) => void;
const listeners = new Set<Listener>();

/** Joins the studio's events to the query cache and the live store. Returns the teardown. */
export function connectEvents(queries: QueryClient): () => void {
  const buffer = createProgressBuffer((change) => useLive.setState((state) => ({ progress: change(state.progress) })));
  return transport.subscribe({
    onEvent(event) {
      if (event.type === 'job.progress') buffer.add(event);
      if (event.type === 'job.changed' && event.job.state !== 'running') buffer.drop(event.job.id);
      if (event.type === 'engine.changed') useLive.setState({ engine: event });
      if (event.type === 'install.changed') noteInstall(queries, event);
      if (event.type === 'export.changed' && event.export) noteExport(queries, event.export);
      for (const queryKey of staleAfter(event)) void queries.invalidateQueries({ queryKey });
      for (const listener of listeners) listener(event);
    },
    onConnection(connection) {
      useLive.setState({ connection });
    },
    onReset() {
      useLive.setState({ progress: {} });
      void queries.invalidateQueries();
    },
  });
}

/** Installs tell all about themselves several times a second: nothing is fetched for that. */
function noteInstall(queries: QueryClient, event: Extract<StudioEvent, { type: 'install.changed' }>): void {
  queries.setQueryData<CallOutput<'installs.list'>>(['installs.list', {}], (known) => {
    if (!known) return known;
    const { entryId, install } = event;
    const isKnown = known.installs.some((one) => one.entryId === entryId);
    if (install && !isKnown) return { installs: [...known.installs, install] };
    return { installs: known.installs.flatMap((one) => (one.entryId === entryId ? (install ?? []) : one)) };
  });
}

/** Runs `handle` for every event of one type while the component is mounted. */
export function useStudioEvent<T extends StudioEvent['type']>(
  type: T,
  handle: (event: Extract<StudioEvent, { type: T }>) => void,
): void {
  const latest = useRef(handle);
  useEffect(() => {
    latest.current = handle;
  });
  useEffect(() => {
    const listener: Listener = (event) => {
      if (event.type === type) latest.current(event as Extract<StudioEvent, { type: T }>);
    };
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }, [type]);
}

/** Runs `handle` when the native menu asks for one command. */
export function useMenuCommand(command: MenuCommand, handle: () => void): void {
  useStudioEvent('menu.command', (event) => {
    if (event.command === command) handle();
  });
}
