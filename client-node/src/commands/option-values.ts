import { UserError } from '../user-error.js';

/** The whole number of an option. Throws `UserError`. */
export function wholeNumber(
  option: string,
  { least, most = Number.MAX_SAFE_INTEGER }: { least: number; most?: number },
): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isSafeInteger(value) || text.trim() === '' || value < least || value > most) {
      throw new UserError(
        option,
        `is "${text}"; give a whole number, at least ${least}${most === Number.MAX_SAFE_INTEGER ? '' : ` and at most ${most}`}`,
      );
    }
    return value;
  };
}

/** A secret from its option or, so that it need not stand in a process list, from the environment. Throws `UserError`. */
export function secret(given: string | undefined, option: string, variable: string): string {
  const value = given ?? process.env[variable];
  if (value === undefined || value === '')
    throw new UserError(option, `is missing; give ${option} TOKEN or set ${variable}. The coordinator prints its tokens when it starts.`);
  return value;
}
