import type { ReportTable } from '@fedzoo/shared/telemetry';
import type { DemoOutcome } from './outcome.js';
import type { Change, DemoScores } from './scores.js';

const HEADS = ['client', 'classes', 'digits', 'own before', 'own after', 'held-out before', 'held-out after', 'change'] as const;
/** The columns that hold words; the others hold numbers. */
const WORDS = 2;

/** The scores as a table of the report. */
export function scoreTable({ heldOut, clients }: DemoScores): ReportTable {
  return {
    title: 'Macro-F1 before and after',
    note: 'Own: on the digits the client holds and was tuned on. Held-out: on digits that nobody saw; a client’s row takes those of its classes, the last row all ten classes. Before: the classifier fitted on the public digits.',
    columns: HEADS.map((label, column) => ({
      label: `${label[0]!.toUpperCase()}${label.slice(1)}`,
      align: column < WORDS ? 'text' : 'number',
    })),
    rows: cells({ heldOut, clients }),
    emphasis: { [clients.length]: 'strong' },
  };
}

/** What privacy cost, as a table of the report; none where the run was not private. */
export function privacyTables({ f1, withPrivacy }: Pick<DemoOutcome, 'f1' | 'withPrivacy'>): readonly ReportTable[] {
  if (withPrivacy === undefined) return [];
  const { before, after } = f1.heldOut;
  const { heldOutWithoutNoise } = withPrivacy;
  return [
    {
      title: 'What privacy cost',
      note: 'Without noise: the same rounds along the same directions with the same clipping, made again on all digits at once by the demonstration, which alone holds them.',
      columns: [{ label: 'Macro-F1 on held-out digits' }, { label: 'F1', align: 'number' }, { label: 'Gain', align: 'number' }],
      rows: [
        ['before', before.toFixed(3), null],
        ['with privacy', after.toFixed(3), signed({ before, after })],
        ...(heldOutWithoutNoise === null
          ? []
          : [['without noise', heldOutWithoutNoise.toFixed(3), signed({ before, after: heldOutWithoutNoise })]]),
      ],
      emphasis: { 1: 'strong' },
    },
  ];
}

/** The scores as lines for a terminal. */
export function scoreLines(scores: DemoScores): string {
  const table = [HEADS, ...cells(scores).map((row) => row.map((cell) => cell ?? ''))];
  const widths = HEADS.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  return table
    .map(
      (row) =>
        `  ${row.map((cell, column) => (column < WORDS ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))).join('  ')}\n`,
    )
    .join('');
}

function cells({ heldOut, clients }: DemoScores): (string | null)[][] {
  return [
    ...clients.map(({ name, classes, digits, own, heldOut: held }) => [
      name,
      classes.join(' '),
      String(digits),
      ...both(own),
      ...both(held),
      signed(held),
    ]),
    ['all', 'ten', String(clients.reduce((sum, client) => sum + client.digits, 0)), null, null, ...both(heldOut), signed(heldOut)],
  ];
}

function both({ before, after }: Change): string[] {
  return [before.toFixed(3), after.toFixed(3)];
}

function signed({ before, after }: Change): string {
  const change = (after - before).toFixed(3);
  return change.startsWith('-') ? change : `+${change}`;
}
