import { describe, expect, it } from 'vitest';
import { waitingForContributions, waitingForMembers, waitingToStart } from './waiting.js';

const OPEN = { round: 3, phase: 1, phases: 2, cohort: 10, missing: ['a', 'b'], away: 0, closesAtMs: Infinity, quorumReached: false };

describe('what a waiting run says', () => {
  it('counts what is in, who is away, and when it closes without them', () => {
    expect(waitingForContributions(OPEN)).toEqual({
      reason: 'round 3, phase 2 of 2: 8 of 10 contributions are in; it waits for all',
      clients: ['a', 'b'],
    });
    expect(
      waitingForContributions({ ...OPEN, phases: 1, phase: 0, away: 2, quorumReached: true, closesAtMs: Date.UTC(2030, 0, 2) }).reason,
    ).toBe(
      'round 3: 8 of 10 contributions are in; 2 of the missing clients are away; the quorum is reached; it closes at 2030-01-02T00:00:00.000Z at the latest',
    );
  });

  it('names no more clients than people read', () => {
    const missing = Array.from({ length: 10_000 }, (_, index) => `client-${index}`);
    expect(waitingForContributions({ ...OPEN, missing }).clients).toHaveLength(50);
    expect(waitingForMembers({ round: 2, needed: 5, present: 1, away: missing }).clients).toHaveLength(50);
  });

  it('says how many clients are needed and of which dimension', () => {
    expect(waitingToStart({ needed: 1, present: 0, dimension: 20 }).reason).toBe('needs 1 client of dimension 20 to start; 0 joined');
    expect(waitingToStart({ needed: 3, present: 2, dimension: undefined }).reason).toBe(
      'needs 3 clients of one dimension to start; 2 joined',
    );
  });
});
