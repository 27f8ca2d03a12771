/** What an error code means for whoever meets it: may the same message succeed later, and what to do. */
export interface ErrorCodeEntry {
  /** Whether the same message may succeed later, unchanged. */
  readonly retriable: boolean;
  readonly howToResolve: string;
}

const never = (howToResolve: string): ErrorCodeEntry => ({ retriable: false, howToResolve });
const later = (howToResolve: string): ErrorCodeEntry => ({ retriable: true, howToResolve });

/** Every code that FedZoo puts into an error message. Codes are never renamed; a peer of a later version may send others. */
export const ERROR_CODES = {
  // A frame: the connection is closed after it.
  'malformed-frame': never('Send one fedzoo.v1.Envelope a binary frame; see docs/protocol.md.'),
  'frame-too-large': never('Send smaller tensors, or raise the frame limit of the coordinator.'),
  'unknown-kind': never('Send a message of the negotiated version; a newer peer must not send what the other side does not know.'),
  'unexpected-kind': never('Begin with connect, then send only what goes in this direction.'),
  'missing-field': never('Set the field; the schema in proto/fedzoo/v1 says what it holds.'),
  'invalid-id': never('Use 1 to 64 characters of the set the schema gives for the field.'),
  'invalid-text': never('Send well-formed UTF-8 within the length the schema gives for the field.'),
  'out-of-range': never('Keep the number within the range the schema gives for the field.'),
  'not-finite': never('Send finite numbers only; report an evaluation without a value by its outcome.'),
  'not-representable': never('Round the tensor to its dtype before sending it.'),
  'unknown-enum-value': never('Use a number that the schema of the negotiated version lists.'),
  'shape-mismatch': never('Let the shape, the number of elements and the dimension agree.'),
  'too-many': never('Send fewer entries; the schema gives the largest number.'),
  inconsistent: never('Let the fields of the message agree with each other as the schema says.'),
  // A session.
  'unsupported-version': never('Update the older side: no protocol version is spoken by both.'),
  'invalid-token': never('Use the join token the coordinator printed when it started.'),
  'hello-expected': never('Say hello and wait for welcome before anything else.'),
  'already-joined': later('Another connection carries this client; stop it or choose another name.'),
  'unknown-client': later('Join the client on this connection first.'),
  'unknown-run': never('Ask for a run the coordinator lists, or for none.'),
  'dimension-mismatch': never('Give the objective the dimension of the run.'),
  // A round.
  'wrong-run': never('Answer only tasks of the run the client takes part in.'),
  'wrong-phase': never('Answer the task of the open phase.'),
  'not-in-cohort': never('Wait for a task; this client was not asked in this round.'),
  'privacy-budget': never(
    'Nothing more may be released about the data of this client; take it out of the run, or ask those they are about.',
  ),
  late: never('Nothing: the phase is over, and what was spent is counted.'),
  invalid: never('Send the tensors the phase asks for, in their shapes, and counts that agree.'),
  'run-over': never('Nothing: the run has ended.'),
  'unsupported-algorithm': never('Update this host: it does not know the algorithm of the run or one of its options.'),
  // The other side's own trouble.
  unavailable: later('Try again later; the coordinator is starting, stopping or full.'),
  internal: later('Try again; if it stays, the log of the other side says more.'),
} as const satisfies Readonly<Record<string, ErrorCodeEntry>>;

export type ErrorCode = keyof typeof ERROR_CODES;
