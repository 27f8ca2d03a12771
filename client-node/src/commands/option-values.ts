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

/** The number of an option, above 0 and, where that is given, at most `most` or below `below`. Throws `UserError`. */
export function numberAbove0(
  option: string,
  { most = Infinity, below = Infinity }: { most?: number; below?: number } = {},
): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!(value > 0 && value <= most && value < below) || text.trim() === '') {
      const bound = most < Infinity ? ` and at most ${most}` : below < Infinity ? ` and below ${below}` : '';
      throw new UserError(option, `is "${text}"; give a number above 0${bound}`);
    }
    return value;
  };
}

/** One of the words that an option may be. Throws `UserError`. */
export function oneOf<Word extends string>(option: string, words: readonly Word[]): (text: string) => Word {
  return (text) => {
    const word = words.find((known) => known === text);
    if (word === undefined) throw new UserError(option, `is "${text}"; give ${words.join(' or ')}`);
    return word;
  };
}

/** A secret from its option or, so that it need not stand in a process list, from the environment. Throws `UserError`. */
export function secret(given: string | undefined, option: string, variable: string): string {
  const value = given ?? process.env[variable];
  if (value === undefined || value === '')
    throw new UserError(option, `is missing; give ${option} TOKEN or set ${variable}. The coordinator prints its tokens when it starts.`);
  return value;
}
