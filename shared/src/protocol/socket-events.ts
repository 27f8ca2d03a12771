import type { MessageBodies, MessageKind, Reply } from './messages.js';

/** Which end receives. */
export type Direction = 'toCoordinator' | 'toHost';

/**
 * Every event of the Socket.IO connection: its name, the kind of the message that is its one argument, and where it goes. Both
 * typed maps, and what the parser lets through, follow from this table.
 *
 * A host reports errors as `hostError`, because the server end of Socket.IO raises an event `error` of its own.
 */
export const SOCKET_EVENTS = {
  hello: { kind: 'hello', directions: ['toCoordinator'] },
  join: { kind: 'join', directions: ['toCoordinator'] },
  leave: { kind: 'leave', directions: ['toCoordinator'] },
  contribution: { kind: 'contribution', directions: ['toCoordinator'] },
  hostError: { kind: 'error', directions: ['toCoordinator'] },
  heartbeat: { kind: 'heartbeat', directions: ['toCoordinator', 'toHost'] },
  welcome: { kind: 'welcome', directions: ['toHost'] },
  plan: { kind: 'plan', directions: ['toHost'] },
  task: { kind: 'task', directions: ['toHost'] },
  acknowledgement: { kind: 'acknowledgement', directions: ['toHost'] },
  runState: { kind: 'runState', directions: ['toHost'] },
  error: { kind: 'error', directions: ['toHost'] },
} as const satisfies Readonly<Record<string, { readonly kind: MessageKind; readonly directions: readonly Direction[] }>>;

type SocketEvents = typeof SOCKET_EVENTS;

export type SocketEventName = keyof SocketEvents;

/** Listener of an event; `reply` is there if the sender asked for an answer (`emit` with a callback, `emitWithAck`). */
type Listener<Name extends SocketEventName> = (body: MessageBodies[SocketEvents[Name]['kind']], reply?: (reply: Reply) => void) => void;

type EventsTo<End extends Direction> = {
  [Name in SocketEventName as End extends SocketEvents[Name]['directions'][number] ? Name : never]: Listener<Name>;
};

/** `ListenEvents` of the server, `EmitEvents` of the client. */
export type HostToServerEvents = EventsTo<'toCoordinator'>;

/** `EmitEvents` of the server, `ListenEvents` of the client. */
export type ServerToHostEvents = EventsTo<'toHost'>;

/** The event that carries a message kind in a direction; undefined if that kind does not go there as an event. */
export function eventName(kind: MessageKind, direction: Direction): SocketEventName | undefined {
  return EVENT_NAMES[direction].get(kind);
}

const EVENT_NAMES: Readonly<Record<Direction, ReadonlyMap<MessageKind, SocketEventName>>> = {
  toCoordinator: eventsTo('toCoordinator'),
  toHost: eventsTo('toHost'),
};

function eventsTo(direction: Direction): ReadonlyMap<MessageKind, SocketEventName> {
  const names = Object.keys(SOCKET_EVENTS) as SocketEventName[];
  const going = names.filter((name) => (SOCKET_EVENTS[name].directions as readonly Direction[]).includes(direction));
  return new Map(going.map((name) => [SOCKET_EVENTS[name].kind, name]));
}
