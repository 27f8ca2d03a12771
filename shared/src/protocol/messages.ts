import type { ClientId, Contribution, RunId, RunPlan, Task, Tensor } from '../federation/messages.js';
import type { WireError } from './protocol-error.js';

/** Host to coordinator, first: what the host speaks. */
export interface Hello {
  readonly protocolVersionMin: number;
  readonly protocolVersionMax: number;
  /** Names of optional abilities, [a-z0-9-]. */
  readonly features: readonly string[];
  readonly hostName: string;
  readonly softwareVersion: string;
  /** The client, if the host carries just one. */
  readonly client?: ClientId;
  /** The run the host wants to take part in. */
  readonly run?: RunId;
}

/** Coordinator to host: what will be spoken. */
export interface Welcome {
  readonly protocolVersion: number;
  readonly features: readonly string[];
  readonly coordinatorName: string;
  readonly softwareVersion: string;
  readonly heartbeatIntervalMs: number;
  readonly maxFrameBytes: number;
  readonly run?: RunId;
}

/** Host to coordinator: one client takes part. */
export interface Join {
  readonly client: ClientId;
  readonly dimension: number;
  /** The objective's x0 in [0,1]^d, f64, shape [d]. */
  readonly start: Tensor;
  readonly weight: number;
  /** Kind of the objective, for people. */
  readonly label: string;
}

/** Host to coordinator: one client takes part no more. */
export interface Leave {
  readonly client: ClientId;
}

/** Coordinator to host: the plan of a run, before the first task of a client in it. */
export interface PlanMessage {
  readonly client: ClientId;
  readonly plan: RunPlan;
}

/** Coordinator to host: a contribution is written down. */
export interface Acknowledgement {
  readonly run: RunId;
  readonly round: number;
  readonly phase: number;
  readonly client: ClientId;
  readonly verdict: 'accepted' | 'duplicate';
}

/** Coordinator to host: how a run stands. */
export interface RunStateMessage {
  readonly run: RunId;
  readonly status: 'waiting' | 'running' | 'paused' | 'completed' | 'stopped' | 'failed';
  /** From 1; 0 before the first. */
  readonly round: number;
  readonly phase: number;
  /** Weighted mean of what clients reported at the last iterate, if known. */
  readonly value?: number;
  readonly queries: number;
  /** Clients whose contribution the phase waits for. */
  readonly waitingFor: readonly ClientId[];
}

/** Both ways. A host lists the clients whose count changed; a coordinator lists none. */
export interface Heartbeat {
  readonly sentAtMs: number;
  readonly clients: readonly { readonly client: ClientId; readonly queries: number }[];
}

/** Both ways: what was wrong, and with what. */
export interface ErrorMessage extends WireError {
  readonly run?: RunId;
  readonly client?: ClientId;
  readonly round?: number;
  readonly phase?: number;
}

/** The answer to a message that asked for one. */
export type Reply = { readonly ok: true } | { readonly ok: false; readonly error: ErrorMessage };

/** Every kind of message and its body. The last five are the control packets of Socket.IO. */
export interface MessageBodies {
  readonly hello: Hello;
  readonly welcome: Welcome;
  readonly join: Join;
  readonly leave: Leave;
  readonly plan: PlanMessage;
  readonly task: Task;
  readonly contribution: Contribution;
  readonly acknowledgement: Acknowledgement;
  readonly runState: RunStateMessage;
  readonly heartbeat: Heartbeat;
  readonly error: ErrorMessage;
  readonly connect: { readonly token: string };
  readonly connected: { readonly sid: string };
  readonly connectError: { readonly message: string; readonly error?: ErrorMessage };
  readonly disconnect: Readonly<Record<string, never>>;
  readonly ack: { readonly id: number; readonly reply: Reply };
}

export type MessageKind = keyof MessageBodies;

export interface MessageOf<Kind extends MessageKind> {
  readonly kind: Kind;
  readonly body: MessageBodies[Kind];
  /** Asks for an `ack` with this id; never with a control packet. */
  readonly ackId?: number;
}

/** What one frame carries. */
export type Message = { [Kind in MessageKind]: MessageOf<Kind> }[MessageKind];
