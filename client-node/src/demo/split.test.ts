import { describe, expect, it } from 'vitest';
import { UserError } from '../user-error.js';
import { CLASSES } from './digits.js';
import { CLIENTS, PART_SIZES, splitDigits } from './split.js';

/** Ordered by class, as the package has them, with its smallest class. */
const labels = Int32Array.from({ length: CLASSES * 863 }, (_, row) => Math.floor(row / 863));

describe.each([0, 1, 2, 7, 2 ** 53 - 1])('the digits dealt out with seed %d', (seed) => {
  const split = splitDigits(labels, seed);

  it('go to no two parts', () => {
    const rows = [...split.public, ...split.heldOut, ...split.clients.flatMap((client) => client.rows)];
    expect(new Set(rows).size).toBe(rows.length);
  });

  it('give ten clients two or three classes each, and only digits of them', () => {
    expect(split.clients.length).toBe(CLIENTS);
    for (const { classes, rows } of split.clients) {
      expect([2, 3]).toContain(new Set(classes).size);
      expect(new Set(rows.map((row) => labels[row]))).toEqual(new Set(classes));
      expect(rows.length).toBe(PART_SIZES.client);
    }
  });

  it('put every class at two or three clients', () => {
    for (let label = 0; label < CLASSES; label++) {
      expect([2, 3]).toContain(split.clients.filter(({ classes }) => classes.includes(label)).length);
    }
  });

  it('spread the public and the held-out evenly over all classes', () => {
    for (const [rows, size] of [
      [split.public, PART_SIZES.public],
      [split.heldOut, PART_SIZES.heldOut],
    ] as const) {
      for (let label = 0; label < CLASSES; label++) expect(rows.filter((row) => labels[row] === label).length).toBe(size / CLASSES);
    }
  });

  it('are dealt the same way again', () => {
    expect(splitDigits(labels, seed)).toEqual(split);
  });
});

it('deals differently with another seed', () => {
  expect(splitDigits(labels, 1).heldOut).not.toEqual(splitDigits(labels, 2).heldOut);
});

it('refuses digits that are too few', () => {
  expect(() => splitDigits(labels.subarray(0, 5000), 1)).toThrow(UserError);
});
