import { createSocketParser, type SocketParser } from '@fedzoo/shared/protocol';

/** The part of socket.io's `parser` option that is ours. */
type Parser = Pick<SocketParser, 'Encoder' | 'Decoder'>;

/** The largest frame, which follows from the runs that are open; each connection keeps the limit of the moment it was made. */
export interface FrameLimit {
  bytes(): number;
  /** Makes room for larger frames; true if that changed anything. */
  raise(bytes: number): boolean;
  readonly parser: Parser;
  /** To be called for every new connection, in the turn it is made in. */
  readonly watch: SocketParser['watch'];
}

export function createFrameLimit(baseBytes: number, onBadFrame: (code: string) => void): FrameLimit {
  let limitBytes = baseBytes;
  let current = parserFor(limitBytes);

  function parserFor(maxFrameBytes: number): SocketParser {
    return createSocketParser({ maxFrameBytes, direction: 'toCoordinator', onBadFrame: ({ error }) => onBadFrame(error.code) });
  }

  type Encoder = InstanceType<SocketParser['Encoder']>;

  return {
    bytes: () => limitBytes,
    raise(bytes) {
      if (bytes <= limitBytes) return false;
      limitBytes = bytes;
      current = parserFor(limitBytes);
      return true;
    },
    parser: {
      // One encoder serves all connections, so it looks the limit up each time.
      Encoder: class {
        encode(packet: Parameters<Encoder['encode']>[0]): ReturnType<Encoder['encode']> {
          return new current.Encoder().encode(packet);
        }
      },
      // Called with `new` for each connection; a constructor may return another object.
      Decoder: function decoderOfNow() {
        return new current.Decoder();
      } as unknown as SocketParser['Decoder'],
    },
    watch: (connection) => current.watch(connection),
  };
}
