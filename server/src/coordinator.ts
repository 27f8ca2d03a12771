import { ledgerVerifier, systemEntropy } from '@fedzoo/platform-node';
import { openRunReleases, type Contribution } from '@fedzoo/shared/federation/server';
import { contributionBytes, decodeEnvelope, encodeEnvelope, limitsFor, taskBytes } from '@fedzoo/shared/protocol';
import { availableParallelism } from 'node:os';
import { pino } from 'pino';
import { claimDataDirectory } from './config/data-directory.js';
import { resolveOptions, type CoordinatorOptions } from './config/options.js';
import { provideTokens } from './config/tokens.js';
import { createEventHub } from './http/event-hub.js';
import { createHttpServer } from './http/http-server.js';
import { listen } from './http/listen.js';
import { loadKernels } from './kernels.js';
import { coordinatorLedgers } from './ledger/coordinator-ledgers.js';
import { createMetrics } from './metrics/metrics.js';
import { createNoiseThreads } from './noise/noise-threads.js';
import { createClientPool } from './rounds/client-pool.js';
import type { ContributionCodec, RunObserver } from './rounds/run-ports.js';
import { createRunRegistry } from './rounds/run-registry.js';
import { openSqliteStore } from './store/sqlite-store.js';
import { createSocketTransport, type Transport } from './transport/socket-transport.js';
import { VERSION } from './version.js';

/** A coordinator that runs. */
export interface Coordinator {
  /** Where hosts, programs and browsers reach it. */
  readonly url: string;
  readonly joinToken: string;
  readonly adminToken: string;
  readonly version: string;
  /** Ends it, with everything written; open runs go on when a coordinator is started on the same data directory. */
  close(): Promise<void>;
}

/** A connection silent for so many heartbeats loses its clients to another that asks for them. */
const SILENT_HEARTBEATS = 2;

/**
 * Starts a coordinator: takes the data directory, goes on with the runs that are open there, and listens. Throws
 * `InvalidArgumentError` if an option is wrong, the directory is in use or the port cannot be had.
 */
export async function createCoordinator(options: CoordinatorOptions): Promise<Coordinator> {
  const { dataDirectory, host, port, name, limits, log = pino({ enabled: false }), pageDirectory, ...given } = resolveOptions(options);
  const directory = claimDataDirectory(dataDirectory);
  const opened: (() => unknown)[] = [directory.release];
  const closeAll = async (): Promise<void> => {
    for (const close of opened.splice(0).reverse()) await close();
  };
  try {
    const tokens = await provideTokens(directory.path, given);
    const store = await openSqliteStore(directory.databasePath);
    opened.push(() => store.close());
    const ledgers = coordinatorLedgers(directory.path, store.ledgers);
    const noise = createNoiseThreads({ entropy: systemEntropy, threads: availableParallelism() });
    opened.push(noise.close);
    const pool = createClientPool(await store.clients(), { now: Date.now, silenceMs: SILENT_HEARTBEATS * limits.heartbeatIntervalMs });
    const savePool = (): Promise<void> => store.saveClients(pool.takeUnsaved());
    opened.push(savePool);

    let connections = 0;
    const metrics = createMetrics(
      {
        connections: () => connections,
        clients: () => countBy(pool.views().map(({ state }) => state)),
        runs: () => countBy(registry.list().map(({ status }) => status)),
      },
      contributionBytes,
    );
    const hub = createEventHub({ summary: (run) => registry.summary(run), clients: (run) => registry.clients(run) });
    opened.push(() => hub.close());
    let transport: Transport | undefined;
    let neededFrameBytes = limits.baseFrameBytes;
    const observer: RunObserver = {
      ...metrics.observer,
      runChanged: hub.runChanged,
      roundChanged: hub.roundChanged,
      began(_run, frameBytes) {
        neededFrameBytes = Math.max(neededFrameBytes, frameBytes);
        transport?.raiseFrameLimit(neededFrameBytes);
      },
      ended: (run) => log.info({ run }, 'run ended'),
    };
    const registry = createRunRegistry(
      {
        store,
        pool,
        codec,
        measure: { task: taskBytes, contribution: contributionBytes },
        kernels: loadKernels(),
        observer,
        limits,
        now: Date.now,
        log,
        releasesOf: (plan) =>
          openRunReleases(plan, {
            ledger: (dataSet) => ledgers.ledger(dataSet),
            entropy: systemEntropy,
            sampler: noise.sampler,
            planDigest: ledgerVerifier.sha256(JSON.stringify(plan)),
          }),
      },
      limits,
    );
    pool.onChange(() => {
      hub.clientsChanged();
      savePool().catch((error: unknown) => log.error({ error }, 'clients could not be written down'));
    });
    opened.push(() => registry.close());
    await registry.resume();

    const app = await createHttpServer({
      adminToken: tokens.adminToken,
      registry,
      pool,
      hub,
      ledgers,
      version: VERSION,
      metrics,
      pageDirectory,
      log,
    });
    opened.push(() => app.close());
    transport = createSocketTransport(app.server, {
      pool,
      contribute: registry.contribute,
      hasRun: (run) => registry.summary(run) !== undefined,
      coordinatorName: name,
      softwareVersion: VERSION,
      joinToken: tokens.joinToken,
      ...limits,
      baseFrameBytes: neededFrameBytes,
      now: Date.now,
      log,
      onBadFrame: metrics.badFrame,
      onConnections(count) {
        connections = count;
      },
    });
    opened.push(transport.close);
    const url = await listen(app, { host, port });
    log.info({ url, data: directory.path }, 'coordinator listens');
    return { url, ...tokens, version: VERSION, close: closeAll };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** What was accepted came through the frame limit; what is read back has no other. */
const STORED_LIMITS = limitsFor(2 ** 30);

const codec: ContributionCodec = {
  encode: (contribution: Contribution) => encodeEnvelope({ kind: 'contribution', body: contribution }),
  decode(bytes) {
    const decoded = decodeEnvelope(bytes, STORED_LIMITS);
    if (!decoded.ok) throw new Error(`a stored contribution cannot be read: ${decoded.error.text}`);
    if (decoded.message.kind !== 'contribution') throw new Error(`a stored contribution is a ${decoded.message.kind}`);
    return decoded.message.body;
  },
};

function countBy(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}
