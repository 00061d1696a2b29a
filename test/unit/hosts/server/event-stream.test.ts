import { describe, expect, it } from 'vitest';
import type { StudioEvent } from '../../../../electron/contract/events.ts';
import { eventStream } from '../../../../electron/hosts/server/event-stream.ts';
import { EventStream } from '../../../../electron/studio/event-stream.ts';

const event = (projectId: string): StudioEvent => ({ type: 'takes.changed', projectId });

function open(events: EventStream, lastSeen: string | undefined, heartbeatMilliseconds = 60_000) {
  const studio = {
    subscribe: (after: number | null, listener: Parameters<EventStream['subscribe']>[1]) =>
      events.subscribe(after, listener),
    get lastEventId() {
      return events.lastId;
    },
  };
  const stop = new AbortController();
  const reader = eventStream({ studio, lastSeen, heartbeatMilliseconds, signal: stop.signal }).getReader();
  const decoder = new TextDecoder();
  const next = async (): Promise<string | null> => {
    const { value, done } = await reader.read();
    return done ? null : decoder.decode(value);
  };
  return { next, stop, cancel: () => reader.cancel() };
}

describe('eventStream', () => {
  it('sends live events with their number', async () => {
    const events = new EventStream();
    const { next, stop } = open(events, undefined);
    expect(await next()).toBe('retry: 1000\n\n');
    events.emit(event('a'));
    expect(await next()).toBe('id: 1\ndata: {"type":"takes.changed","projectId":"a"}\n\n');
    stop.abort();
    expect(await next()).toBeNull();
  });

  it('replays what a listener missed, in order and once', async () => {
    const events = new EventStream();
    for (const id of ['a', 'b', 'c']) events.emit(event(id));
    const { next } = open(events, '1');
    await next();
    events.emit(event('d'));
    expect([await next(), await next(), await next()].map((text) => text?.split('\n')[0])).toEqual([
      'id: 2',
      'id: 3',
      'id: 4',
    ]);
  });

  it('says reset when too much was missed', async () => {
    const events = new EventStream();
    for (let count = 0; count < 5_000; count += 1) events.emit(event('a'));
    const { next } = open(events, '3');
    await next();
    expect(await next()).toBe('id: 5000\nevent: reset\ndata: {}\n\n');
    events.emit(event('b'));
    expect(await next()).toContain('id: 5001');
  });

  it('says reset to a listener of an earlier run of the studio', async () => {
    const { next } = open(new EventStream(), '77');
    await next();
    expect(await next()).toContain('event: reset');
  });

  it('ignores a number that is none', async () => {
    const events = new EventStream();
    events.emit(event('a'));
    const { next } = open(events, 'DROP TABLE');
    await next();
    events.emit(event('b'));
    expect(await next()).toContain('id: 2');
  });

  it('gives signs of life', async () => {
    const { next } = open(new EventStream(), undefined, 20);
    await next();
    expect(await next()).toBe(': still here\n\n');
  });

  it('cuts off a listener that does not read, and unsubscribes', async () => {
    const events = new EventStream();
    const { next } = open(events, undefined);
    for (let count = 0; count < 3_000; count += 1) events.emit(event('a'));
    let received = 0;
    while ((await next()) !== null) received += 1;
    expect(received).toBeLessThan(2_200);
  });

  it('survives a listener that hangs up', async () => {
    const events = new EventStream();
    const { next, cancel } = open(events, undefined);
    await next();
    await cancel();
    expect(() => events.emit(event('a'))).not.toThrow();
  });
});
