import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { createOutbox } from './outbox.js';

/** A connection that takes what is written when it is told to, as a socket does when its peer reads. */
function slowConnection() {
  const emitter = new EventEmitter();
  const writeBuffer: number[] = [];
  return {
    writeBuffer,
    on: (event: 'drain', listener: () => void) => emitter.on(event, listener),
    drain() {
      writeBuffer.length = 0;
      emitter.emit('drain');
    },
  };
}

describe('an outbox', () => {
  it('has no more than its limit under way, and sends everything in order as the connection drains', () => {
    const connection = slowConnection();
    const outbox = createOutbox(connection, 25);
    const sent: number[] = [];
    let most = 0;
    for (let parcel = 0; parcel < 100; parcel++) {
      outbox.push({
        bytes: 10,
        wanted: () => true,
        send() {
          sent.push(parcel);
          connection.writeBuffer.push(parcel);
          most = Math.max(most, connection.writeBuffer.length);
        },
      });
    }
    expect(sent).toEqual([0, 1, 2]);
    while (sent.length < 100) connection.drain();
    expect(sent).toEqual(Array.from({ length: 100 }, (_, parcel) => parcel));
    expect(most).toBe(3);
  });

  it('sends one parcel beyond its limit rather than none', () => {
    const connection = slowConnection();
    const outbox = createOutbox(connection, 5);
    let sent = 0;
    for (let parcel = 0; parcel < 3; parcel++)
      outbox.push({ bytes: 100, wanted: () => true, send: () => void (connection.writeBuffer.push(1), sent++) });
    expect(sent).toBe(1);
    connection.drain();
    expect(sent).toBe(2);
  });

  it('leaves out what is not wanted any more, and all of it once it is cleared', () => {
    const connection = slowConnection();
    const outbox = createOutbox(connection, 1);
    const sent: string[] = [];
    let wanted = true;
    const push = (name: string, isWanted: () => boolean): void => {
      outbox.push({ bytes: 1, wanted: isWanted, send: () => void (connection.writeBuffer.push(1), sent.push(name)) });
    };
    push('first', () => true);
    push('of a phase that closes', () => wanted);
    push('second', () => true);
    wanted = false;
    connection.drain();
    expect(sent).toEqual(['first', 'second']);
    push('third', () => true);
    outbox.clear();
    connection.drain();
    expect(sent).toEqual(['first', 'second']);
  });
});
