import { maxFrameBytesFor } from '@fedzoo/shared/protocol';

/** Every bound of a coordinator; LIMITS.md has the reasons. */
export interface CoordinatorLimits {
  /** How often both sides say that they are there; a host silent for three times as long is away. */
  readonly heartbeatIntervalMs: number;
  /** From the connection to its hello. */
  readonly helloTimeoutMs: number;
  /** What the rest of a cohort is given once the quorum is in. */
  readonly quorumGraceMs: number;
  /** How long a phase stays open at least after a restart. */
  readonly resumeGraceMs: number;
  readonly maxOpenRuns: number;
  readonly maxConnections: number;
  /** Clients ever seen, those that are away included. */
  readonly maxClients: number;
  /** The largest frame while no open run needs more. */
  readonly baseFrameBytes: number;
  /** Tasks encoded and under way to one host at a time. */
  readonly maxBufferedBytes: number;
}

export const DEFAULT_LIMITS: CoordinatorLimits = {
  heartbeatIntervalMs: 5000,
  helloTimeoutMs: 10_000,
  quorumGraceMs: 1000,
  resumeGraceMs: 15_000,
  maxOpenRuns: 64,
  maxConnections: 10_000,
  maxClients: 100_000,
  // d = 10,000 and the weights of 100,000 features.
  baseFrameBytes: maxFrameBytesFor(10_000, 100_000),
  maxBufferedBytes: 4 * 2 ** 20,
};
