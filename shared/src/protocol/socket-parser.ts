import { Emitter } from '@socket.io/component-emitter';
import { decodeEnvelope, encodeEnvelope } from './codec/envelope.js';
import { limitsFor } from './limits.js';
import type { MessageKind } from './messages.js';
import { ERROR_CODES } from './error-codes.js';
import type { ErrorCode } from './error-codes.js';
import { frameTooLarge, ProtocolError } from './protocol-error.js';
import type { WireError } from './protocol-error.js';
import type { Direction } from './socket-events.js';
import { messageToPacket, packetToMessage, unexpected } from './socket-packets.js';
import type { SocketPacket } from './socket-packets.js';

/** A frame that broke a rule, and the frame to send back before the connection closes. */
export interface BadFrame {
  readonly error: WireError;
  readonly reply: Uint8Array;
}

export interface SocketParserOptions {
  /** Larger frames are refused, received or sent; see `maxFrameBytesFor`. */
  readonly maxFrameBytes: number;
  /** Which end decodes. Left out, each decoder learns it from the first packet: a connect reaches a coordinator, its answer a host. */
  readonly direction?: Direction;
  /** Told of every bad frame before the decoder throws; for logs and counters. */
  readonly onBadFrame?: (bad: BadFrame) => void;
}

/** The part of an Engine.IO socket, of server or client, that `watch` needs. */
export interface RawConnection {
  write(data: Uint8Array): unknown;
  on(event: 'data', listener: () => void): unknown;
  prependListener?(event: 'data', listener: () => void): unknown;
}

export interface SocketParser {
  /** Of Socket.IO. */
  readonly protocol: 5;
  readonly Encoder: new () => { encode(packet: SocketPacket): [Uint8Array] };
  readonly Decoder: new () => SocketDecoder;
  /**
   * Lets the decoder answer the bad frames of this connection with an error before it closes. Server: `io.engine.on('connection',
   * parser.watch)`. Client: `manager.on('open', () => parser.watch(manager.engine))`.
   */
  readonly watch: (connection: RawConnection) => void;
}

export interface SocketDecoder extends Emitter<Record<never, never>, Record<never, never>, DecoderEvents> {
  /** Takes one frame and emits `decoded`. Throws `ProtocolError` on a bad one: Socket.IO then closes this connection and no other. */
  add(chunk: unknown): void;
  destroy(): void;
}

interface DecoderEvents {
  decoded: (packet: SocketPacket) => void;
}

/**
 * The `parser` option of socket.io and socket.io-client 4.8: every packet is one `Envelope` in one binary frame, both ways. WebSocket
 * transport only.
 */
export function createSocketParser({ maxFrameBytes, direction, onBadFrame }: SocketParserOptions): SocketParser {
  const limits = limitsFor(maxFrameBytes);
  /** The connection whose frame is handed over: Engine.IO emits `data` to the listener of `watch` first, then to the decoder. */
  let current: RawConnection | undefined;

  class Encoder {
    encode(packet: SocketPacket): [Uint8Array] {
      const bytes = encodeEnvelope(packetToMessage(packet));
      if (bytes.length > maxFrameBytes) throw frameTooLarge(bytes.length, maxFrameBytes);
      return [bytes];
    }
  }

  class Decoder extends Emitter<Record<never, never>, Record<never, never>, DecoderEvents> implements SocketDecoder {
    /** Known from the options or from the handshake; nothing but a handshake is taken before. */
    #direction = direction;
    #connected = false;
    #failed = false;

    add(chunk: unknown): void {
      const connection = current;
      current = undefined;
      if (this.#failed) return; // the connection is closing; what is still under way is of no interest
      let packet: SocketPacket;
      try {
        packet = this.#decode(chunk);
      } catch (error) {
        this.#failed = true;
        const failure = error instanceof ProtocolError ? error : new ProtocolError('malformed-frame', '', 'the frame cannot be read');
        const reply = replyTo(failure.wire, this.#connected);
        connection?.write(reply);
        onBadFrame?.({ error: failure.wire, reply });
        throw failure;
      }
      this.emitReserved('decoded', packet);
    }

    /** Socket.IO calls it when the connection is gone, and the client before it opens the next: what follows starts anew. */
    destroy(): void {
      this.#direction = direction;
      this.#connected = false;
      this.#failed = false;
    }

    #decode(chunk: unknown): SocketPacket {
      const decoded = decodeEnvelope(bytesOf(chunk), limits);
      if (!decoded.ok) throw refusal(decoded.error);
      const { message } = decoded;
      this.#direction ??= handshakeDirection(message.kind);
      if (this.#direction === undefined || !this.#admits(message.kind)) throw unexpected(message.kind, this.#direction ?? 'toCoordinator');
      if (message.kind === 'connect' || message.kind === 'connected') this.#connected = true;
      return messageToPacket(message, this.#direction);
    }

    /** First the handshake, once, and then everything else. */
    #admits(kind: MessageKind): boolean {
      return this.#connected !== (handshakeDirection(kind) !== undefined);
    }
  }

  const watch = (connection: RawConnection): void => {
    const listener = (): void => {
      current = connection;
    };
    if (connection.prependListener === undefined) connection.on('data', listener);
    else connection.prependListener('data', listener);
  };

  return { protocol: 5, Encoder, Decoder, watch };
}

/** The end that receives this packet of the handshake; undefined for every other kind. */
function handshakeDirection(kind: MessageKind): Direction | undefined {
  if (kind === 'connect') return 'toCoordinator';
  return kind === 'connected' || kind === 'connectError' ? 'toHost' : undefined;
}

/** What the peer is told: as an event once it can hear events, as a refusal to connect before. */
function replyTo(error: WireError, connected: boolean): Uint8Array {
  return connected
    ? encodeEnvelope({ kind: 'error', body: error })
    : encodeEnvelope({ kind: 'connectError', body: { message: error.text, error } });
}

function refusal({ code, field, text }: WireError): ProtocolError {
  return new ProtocolError(Object.hasOwn(ERROR_CODES, code) ? (code as ErrorCode) : 'malformed-frame', field, text);
}

/** Node gives a Buffer, a browser an ArrayBuffer; a text frame is no message of ours. */
function bytesOf(chunk: unknown): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk;
  if (chunk instanceof ArrayBuffer) return new Uint8Array(chunk);
  throw new ProtocolError('malformed-frame', '', 'the frame is not binary; send one fedzoo.v1.Envelope a binary frame');
}
