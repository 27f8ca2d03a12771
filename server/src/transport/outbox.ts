/** Something to send once there is room; what is not wanted any more by then is left out. */
interface Parcel {
  readonly bytes: number;
  wanted(): boolean;
  send(): void;
}

/** The part of an Engine.IO socket that an outbox needs. */
export interface DrainingConnection {
  /** What the socket has not taken yet. */
  readonly writeBuffer: { readonly length: number };
  on(event: 'drain', listener: () => void): unknown;
}

export interface Outbox {
  push(parcel: Parcel): void;
  clear(): void;
}

/**
 * Sends parcels in order, but no faster than the connection takes them: about `maxBufferedBytes` are encoded and under way at a time, so a
 * host that carries ten thousand clients and reads slowly costs the coordinator that much memory, not all its tasks.
 */
export function createOutbox(connection: DrainingConnection, maxBufferedBytes: number): Outbox {
  let queue: Parcel[] = [];
  let head = 0;
  let underWayBytes = 0;
  let pumping = false;

  function pump(): void {
    // The connection may drain while it is being written to.
    if (pumping) return;
    pumping = true;
    while (head < queue.length && (underWayBytes < maxBufferedBytes || connection.writeBuffer.length === 0)) {
      const parcel = queue[head++];
      if (parcel === undefined || !parcel.wanted()) continue;
      underWayBytes += parcel.bytes;
      parcel.send();
    }
    if (head === queue.length) {
      queue = [];
      head = 0;
    }
    pumping = false;
  }

  connection.on('drain', () => {
    underWayBytes = 0;
    pump();
  });

  return {
    push(parcel) {
      queue.push(parcel);
      pump();
    },
    clear() {
      queue = [];
      head = 0;
    },
  };
}
