/**
 * The root of every error this project throws on purpose. `code` is stable and is what programs compare; the message names
 * the field, its value and the way out, for people.
 */
export class FedZooError extends Error {
  override readonly name: string = 'FedZooError';
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** A caller passed a value outside the stated range: a mistake of the program or of its configuration, found at construction. */
export class InvalidArgumentError extends FedZooError {
  override readonly name = 'InvalidArgumentError';
  readonly field: string;

  constructor(field: string, message: string, options?: ErrorOptions) {
    super('invalid-argument', `${field}: ${message}`, options);
    this.field = field;
  }
}
