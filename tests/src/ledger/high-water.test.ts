import { confirmHead, LedgerError, nextSeenHead, parseHead } from '@fedzoo/shared/ledger';
import { describe, expect, it } from 'vitest';

const hash = (digit: number): string => String(digit).repeat(64);
const hashes = [hash(1), hash(2), hash(3)];

describe('a head that somebody has seen', () => {
  it('is confirmed by a ledger that has it, at its end or before, and so is none', () => {
    for (const [sequence, own] of hashes.entries()) confirmHead(hashes, { sequence, hash: own }, 'client c1');
    confirmHead(hashes, { sequence: -1, hash: hash(0) }, 'client c1');
    confirmHead([], { sequence: -1, hash: hash(0) }, 'client c1');
  });

  it('is not confirmed by a ledger that ends before it: that was rolled back', () => {
    expect(() => confirmHead(hashes, { sequence: 3, hash: hash(4) }, 'client c1')).toThrow(
      /ends at entry 2, but client c1 has seen entry 3: it was rolled back.*put back the newest copy/,
    );
    expect(() => confirmHead([], { sequence: 0, hash: hash(1) }, 'client c1')).toThrow(LedgerError);
  });

  it('is not confirmed by a ledger that has another entry in its place: that was forked', () => {
    expect(() => confirmHead(hashes, { sequence: 1, hash: hash(9) }, 'client c1')).toThrow(
      /line 2: is not the entry 1 that client c1 has seen/,
    );
    expect(() => confirmHead(hashes, { sequence: -1, hash: hash(9) }, 'client c1')).toThrow(/went on apart/);
  });
});

describe('the head to remember', () => {
  const seen = { sequence: 5, hash: hash(5) };

  it('is what is told first, what lies further on, and what is the same', () => {
    expect(nextSeenHead(undefined, seen)).toBe(seen);
    expect(nextSeenHead(seen, { sequence: 9, hash: hash(9) })).toEqual({ sequence: 9, hash: hash(9) });
    expect(nextSeenHead(seen, { ...seen })).toEqual(seen);
  });

  it('refuses one that lies behind, and another of the same number', () => {
    expect(() => nextSeenHead(seen, { sequence: 4, hash: hash(4) })).toThrow(/ends at entry 4, but entry 5 was seen: it was rolled back/);
    expect(() => nextSeenHead(seen, { sequence: 5, hash: hash(6) })).toThrow(/the ledger was forked/);
  });
});

describe('a head from outside', () => {
  it('is a sequence and a hash, and nothing else is', () => {
    expect(parseHead({ sequence: 0, hash: hash(1) })).toEqual({ sequence: 0, hash: hash(1) });
    for (const value of [
      null,
      7,
      {},
      { sequence: 0 },
      { sequence: 0.5, hash: hash(1) },
      { sequence: -2, hash: hash(1) },
      { sequence: 0, hash: 'x' },
    ])
      expect(parseHead(value)).toBeUndefined();
    expect(parseHead({ sequence: 0, hash: hash(1), more: 1 })).toBeUndefined();
  });
});
