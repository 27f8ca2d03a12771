import { FedZooError } from '@fedzoo/shared/errors';

/**
 * Something the person at the keyboard can mend: a wrong option, a file that is missing, a token that is refused. Commands end with
 * exit code 2 on it and print the message alone, so it names the field, its value and the way out.
 */
export class UserError extends FedZooError {
  override readonly name = 'UserError';
  readonly field: string;

  constructor(field: string, message: string, options?: ErrorOptions) {
    super('user-error', `${field}: ${message}`, options);
    this.field = field;
  }
}
