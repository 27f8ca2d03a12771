import type { ClientId, RunId } from '@fedzoo/shared/federation/server';
import { describe, expect, it } from 'vitest';
import { createClientPool, type ClientPool, type Registration } from './client-pool.js';
import type { HostLink } from './host-link.js';

const RUN = 'run-1' as RunId;
const SPENT = { queries: 3, bytesUp: 20, bytesDown: 100 };

describe('the pool of clients', () => {
  it('keeps a client on the connection that carries it, until that goes silent', () => {
    let nowMs = 1000;
    const pool = createClientPool([], { now: () => nowMs, silenceMs: 500 });
    const first = host('first', 1000);
    const second = host('second', 1000);
    expect(pool.join(registration('a'), first)).toEqual({ ok: true });
    expect(pool.join(registration('a'), first)).toEqual({ ok: true });
    expect(pool.join(registration('a'), second)).toEqual({ ok: false, heldBy: 'first' });
    nowMs = 1501;
    expect(pool.join(registration('a'), second)).toEqual({ ok: true });
    expect([pool.isOn(id('a'), first), pool.isOn(id('a'), second)]).toEqual([false, true]);
    pool.disconnect(first);
    expect(pool.find(id('a'))?.link).toBe(second);
  });

  it('tells those who are away from those who said goodbye', () => {
    const { pool, link } = poolOf('a', 'b');
    pool.leave(id('a'), link);
    pool.disconnect(link);
    expect([pool.hasLeft(id('a')), pool.hasLeft(id('b'))]).toEqual([true, false]);
    expect(pool.views().map(({ state }) => state)).toEqual(['away', 'away']);
    pool.join(registration('a'), link);
    expect(pool.hasLeft(id('a'))).toBe(false);
  });

  it('lists by client who is here, of one dimension, for one run', () => {
    const { pool, link } = poolOf('b', 'a');
    pool.join({ ...registration('c'), dimension: 9 }, link);
    pool.join({ ...registration('d'), run: 'run-2' as RunId }, link);
    const names = (dimension?: number): string[] => pool.present(RUN, dimension).map(({ client }) => client);
    expect(names()).toEqual(['a', 'b', 'c']);
    expect(names(2)).toEqual(['a', 'b']);
    expect(names(9)).toEqual(['c']);
  });

  it('shows what an open phase moved at once, and keeps it once the phase is settled', () => {
    const { pool } = poolOf('a');
    pool.count(RUN, id('a'), SPENT);
    pool.count('run-2' as RunId, id('a'), SPENT);
    expect(pool.views()[0]).toMatchObject({ queries: 6, bytesUp: 40, bytesDown: 200 });
    expect(pool.takeUnsaved()[0]).toMatchObject({ queries: 0, bytesUp: 0, bytesDown: 0 });
    expect(pool.settle(RUN)).toMatchObject([{ client: 'a', ...SPENT }]);
    expect(pool.settle(RUN)).toEqual([]);
    expect(pool.views()[0]).toMatchObject({ queries: 6, bytesUp: 40, bytesDown: 200 });
  });

  it('shows the task a client works at', () => {
    const { pool } = poolOf('a');
    expect(pool.views()[0]).toMatchObject({ state: 'idle', run: null, round: null });
    pool.setTask(RUN, id('a'), { run: RUN, round: 4 });
    expect(pool.views()[0]).toMatchObject({ state: 'working', run: RUN, round: 4 });
    pool.setTask(RUN, id('a'), undefined);
    expect(pool.views()[0]).toMatchObject({ state: 'idle', run: null, round: null });
  });

  it('tells of many changes once', async () => {
    const { pool, link } = poolOf();
    const told: (readonly ClientId[])[] = [];
    const once = new Promise<void>((resolve) => {
      pool.onChange((joined) => {
        told.push(joined);
        resolve();
      });
    });
    for (const name of ['a', 'b', 'c']) pool.join(registration(name), link);
    pool.leave(id('b'), link);
    await once;
    expect(told).toEqual([['a', 'b', 'c']]);
  });
});

function poolOf(...names: readonly string[]): { pool: ClientPool; link: HostLink } {
  const pool = createClientPool([], { now: () => 1000, silenceMs: 500 });
  const link = host('host', 1000);
  for (const name of names) pool.join(registration(name), link);
  return { pool, link };
}

function id(name: string): ClientId {
  return name as ClientId;
}

function registration(name: string): Registration {
  return { client: id(name), dimension: 2, start: new Float64Array(2), weight: 1, label: 'test' };
}

function host(name: string, lastSeenMs: number): HostLink {
  return { name, lastSeenMs, assign: () => undefined, notify: () => undefined };
}
