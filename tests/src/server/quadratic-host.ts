import {
  createClientContext,
  createClientHalf,
  createWorkspace,
  runStep,
  type ClientId,
  type Contribution,
  type RunPlan,
  type Serialisable,
  type Task,
} from '@fedzoo/shared/federation/client';
import { scalarKernels } from '@fedzoo/shared/numeric';
import {
  createSocketParser,
  PROTOCOL_VERSION,
  type Acknowledgement,
  type ErrorMessage,
  type Hello,
  type HostToServerEvents,
  type Reply,
  type RunStateMessage,
  type ServerToHostEvents,
  type Welcome,
} from '@fedzoo/shared/protocol';
import { io, type Socket } from 'socket.io-client';

/** The objective of client i: fᵢ(x) = Σⱼ (xⱼ − cᵢ)² with cᵢ between 0.2 and 0.8. */
export function quadratic(index: number, count: number): (x: Float64Array) => number {
  const centre = count === 1 ? 0.5 : 0.2 + (0.6 * index) / (count - 1);
  return (x) => x.reduce((sum, coordinate) => sum + (coordinate - centre) ** 2, 0);
}

export interface HostOptions {
  readonly url: string;
  readonly joinToken: string;
  readonly clients: readonly string[];
  readonly dimension?: number;
  readonly hostName?: string;
  readonly weight?: (client: string) => number;
  /** Decides what happens to a finished contribution; the default sends it. */
  readonly deliver?: (contribution: Contribution, send: (contribution: Contribution) => void) => void;
  readonly hello?: Partial<Hello>;
}

export type HostSocket = Socket<ServerToHostEvents, HostToServerEvents>;

/** A host of few lines with the real client halves: steps each task at once, keeps what it finished, answers a task it knows from there. */
export interface QuadraticHost {
  readonly socket: HostSocket;
  readonly welcome: Welcome;
  readonly tasks: readonly Task[];
  readonly acknowledgements: readonly Acknowledgement[];
  readonly errors: readonly ErrorMessage[];
  readonly states: readonly RunStateMessage[];
  /** Evaluations made. */
  queries(): number;
  join(client: string, change?: { readonly dimension?: number }): Promise<Reply>;
  leave(client: string): Promise<Reply>;
  send(contribution: Contribution): void;
  /** Resolves when the predicate holds, which is asked after every message. */
  until(predicate: (host: QuadraticHost) => boolean): Promise<void>;
  close(): void;
}

/** What a host keeps, so that another connection can go on with it. */
export interface HostMemory {
  readonly finished: Map<string, Contribution>;
  readonly states: Map<string, Serialisable>;
}

export function createHostMemory(): HostMemory {
  return { finished: new Map(), states: new Map() };
}

export async function connectHost(options: HostOptions, memory: HostMemory = createHostMemory()): Promise<QuadraticHost> {
  const { url, joinToken, clients, dimension = 3, hostName = 'host', weight = () => 1, hello = {} } = options;
  const socket = openSocket(url, joinToken);
  const tasks: Task[] = [];
  const acknowledgements: Acknowledgement[] = [];
  const errors: ErrorMessage[] = [];
  const states: RunStateMessage[] = [];
  const plans = new Map<string, RunPlan>();
  const watchers = new Set<() => void>();
  let queries = 0;
  const changed = (): void => {
    for (const watcher of watchers) watcher();
  };
  const send = (contribution: Contribution): void => void socket.emit('contribution', contribution);

  function finish(task: Task): Contribution {
    const key = `${task.run} ${task.client}`;
    const step = `${key} ${task.round} ${task.phase}`;
    const known = memory.finished.get(step);
    if (known !== undefined) return known;
    const plan = plans.get(key);
    if (plan === undefined) throw new Error(`a task of ${task.client} came without its plan`);
    const half = createClientHalf(plan);
    const context = createClientContext({
      plan,
      clientNumber: task.clientNumber,
      round: task.round,
      phase: task.phase,
      kernels: scalarKernels,
      workspace: createWorkspace(),
    });
    const objective = quadratic(Number(/\d+$/.exec(task.client)?.[0] ?? 0), 10);
    const steps = runStep(half, memory.states.get(key) ?? half.init(context), { task, context });
    let next = steps.next();
    while (next.done !== true) {
      queries += next.value.length;
      next = steps.next(next.value.map((x) => ({ kind: 'value', value: objective(x) })));
    }
    memory.states.set(key, next.value.state);
    memory.finished.set(step, next.value.contribution);
    return next.value.contribution;
  }

  socket.on('plan', ({ client, plan }) => plans.set(`${plan.run} ${client}`, plan));
  socket.on('task', (task) => {
    tasks.push(task);
    const contribution = finish(task);
    (options.deliver ?? ((value, deliver) => deliver(value)))(contribution, send);
    changed();
  });
  socket.on('acknowledgement', (acknowledgement) => {
    acknowledgements.push(acknowledgement);
    changed();
  });
  socket.on('error', (error) => {
    errors.push(error);
    changed();
  });
  socket.on('runState', (state) => {
    states.push(state);
    changed();
  });

  const welcome = await greet(socket, { hostName, ...hello });
  const host: QuadraticHost = {
    socket,
    welcome,
    tasks,
    acknowledgements,
    errors,
    states,
    queries: () => queries,
    join: (client, change) => {
      const d = change?.dimension ?? dimension;
      const start = { dtype: 'f64' as const, shape: [d], values: new Float64Array(d).fill(0.9) };
      return socket.emitWithAck('join', { client: client as ClientId, dimension: d, start, weight: weight(client), label: 'quadratic' });
    },
    leave: (client) => socket.emitWithAck('leave', { client: client as ClientId }),
    send,
    until: (predicate) =>
      new Promise((resolve) => {
        const watcher = (): void => {
          if (!predicate(host)) return;
          watchers.delete(watcher);
          resolve();
        };
        watchers.add(watcher);
        watcher();
      }),
    close: () => void socket.disconnect(),
  };
  for (const client of clients) await host.join(client);
  return host;
}

/** A socket that is connecting, with nothing said yet. */
export function openSocket(url: string, joinToken: string): HostSocket {
  const parser = createSocketParser({ maxFrameBytes: 2 ** 26, direction: 'toHost' });
  const socket: HostSocket = io(url, {
    transports: ['websocket'],
    parser,
    auth: { token: joinToken },
    reconnection: false,
    forceNew: true,
  });
  socket.io.on('open', () => parser.watch(socket.io.engine));
  return socket;
}

function greet(socket: HostSocket, hello: Partial<Hello>): Promise<Welcome> {
  return new Promise((resolve, reject) => {
    socket.on('connect_error', reject);
    socket.on('disconnect', (reason) => reject(new Error(`disconnected before welcome: ${reason}`)));
    socket.on('welcome', resolve);
    socket.on('connect', () => {
      socket.emit('hello', {
        protocolVersionMin: 1,
        protocolVersionMax: PROTOCOL_VERSION,
        features: [],
        hostName: 'host',
        softwareVersion: '0',
        ...hello,
      });
    });
  });
}
