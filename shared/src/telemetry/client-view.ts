/** What an operator sees of one client. */
export interface ClientView {
  readonly client: string;
  /** Name of the process it lives on. */
  readonly host: string;
  /** Kind of its objective, for people. */
  readonly label: string;
  readonly weight: number;
  readonly state: 'idle' | 'working' | 'away';
  readonly lastSeenMs: number;
  /** Evaluations it reported, over all its runs. */
  readonly queries: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
  /** The run and round of its open task; null when it has none. */
  readonly run: string | null;
  readonly round: number | null;
}
