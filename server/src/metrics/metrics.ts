import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { RunObserver } from '../rounds/run-ports.js';

/** What is measured beside the runs themselves, asked for when somebody looks. */
export interface MetricSources {
  readonly connections: () => number;
  /** Clients by state: idle, working, away. */
  readonly clients: () => Readonly<Record<string, number>>;
  /** Runs by status. */
  readonly runs: () => Readonly<Record<string, number>>;
}

export interface Metrics {
  readonly contentType: string;
  /** The Prometheus text exposition. */
  text(): Promise<string>;
  readonly observer: Pick<RunObserver, 'contributionJudged' | 'phaseClosed' | 'tasksOpened'>;
  readonly badFrame: (code: string) => void;
}

/** From a phase that is answered at once to one whose evaluations take an hour. */
const PHASE_SECONDS = [0.005, 0.02, 0.1, 0.5, 1, 5, 20, 60, 300, 1200, 3600];

/**
 * The metrics of one coordinator, in a registry of its own. The process's own (event loop lag, memory, CPU) are in it too; counts begin
 * at the start of the process.
 */
export function createMetrics(
  sources: MetricSources,
  contributionBytes: (contribution: Parameters<RunObserver['contributionJudged']>[1]) => number,
): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

  new Gauge({ name: 'fedzoo_connections', help: 'Connected hosts', registers, collect: setTo(sources.connections) });
  new Gauge({
    name: 'fedzoo_clients',
    help: 'Clients that ever joined, by state',
    labelNames: ['state'],
    registers,
    collect: setEach('state', sources.clients),
  });
  new Gauge({ name: 'fedzoo_runs', help: 'Runs by status', labelNames: ['status'], registers, collect: setEach('status', sources.runs) });
  const rounds = new Counter({ name: 'fedzoo_rounds_total', help: 'Rounds closed', registers });
  const phases = new Histogram({ name: 'fedzoo_phase_seconds', help: 'Time a phase was open', buckets: PHASE_SECONDS, registers });
  const tasks = new Counter({ name: 'fedzoo_tasks_total', help: 'Tasks put out, resends left out', registers });
  const contributions = new Counter({
    name: 'fedzoo_contributions_total',
    help: 'Contributions received, by what became of them',
    labelNames: ['verdict'],
    registers,
  });
  const queries = new Counter({ name: 'fedzoo_queries_total', help: 'Evaluations that accepted contributions report', registers });
  const bytes = new Counter({
    name: 'fedzoo_message_bytes_total',
    help: 'Encoded bytes of tasks (down) and accepted contributions (up)',
    labelNames: ['direction'],
    registers,
  });
  const badFrames = new Counter({
    name: 'fedzoo_bad_frames_total',
    help: 'Frames that broke a rule of the wire, by error code',
    labelNames: ['code'],
    registers,
  });

  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    observer: {
      contributionJudged(verdict, contribution) {
        contributions.inc({ verdict });
        if (verdict !== 'accepted') return;
        queries.inc(contribution.queries);
        bytes.inc({ direction: 'up' }, contributionBytes(contribution));
      },
      phaseClosed({ seconds, roundClosed }) {
        phases.observe(seconds);
        if (roundClosed) rounds.inc();
      },
      tasksOpened(opened) {
        tasks.inc(opened.count);
        bytes.inc({ direction: 'down' }, opened.bytes);
      },
    },
    badFrame: (code) => badFrames.inc({ code }),
  };
}

function setTo(source: () => number) {
  return function collect(this: Gauge): void {
    this.set(source());
  };
}

function setEach(label: string, source: () => Readonly<Record<string, number>>) {
  return function collect(this: Gauge): void {
    this.reset();
    for (const [value, count] of Object.entries(source())) this.set({ [label]: value }, count);
  };
}
