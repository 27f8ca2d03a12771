import { formatCount, formatNumber } from './format.js';
import { escapeMarkup } from './markup.js';
import { adaptedRadius, noiseBesideCount, type AdaptedRadius } from './adapted-radius.js';
import { formatEpsilon } from './privacy-terms.js';
import { section } from './report-page.js';
import { renderTable } from './report-table.js';
import type { RunPrivacy } from './run-record.js';

/** What a private run was to release, and on what terms: its plan. */
export interface PrivacyDesign {
  /** ε that the run may spend. */
  readonly epsilon: number;
  readonly dataSet: string;
  /** ε that all runs about the data set may spend together. */
  readonly budget: number;
  /** n, by which sums are divided. */
  readonly members: number;
  readonly clip: AdaptedRadius['clip'] & { readonly difference: number };
  /** T: what is released whole every so many rounds, and as a change in between. */
  readonly restart: number;
  /** Noise multipliers: standard deviation ÷ sensitivity. */
  readonly noise: { readonly restart: number; readonly difference: number };
  readonly samplingRate?: number;
}

/** Where a promise ends; the reader of a report need not know the manual. */
const NOT_COVERED: readonly string[] = [
  'Who took part, when, and how many queries a method asks for: these are public.',
  'What was chosen by somebody who had looked at the data: clip radii, step sizes and the number of members are taken as public numbers.',
  'What an objective tells by other ways: how long an evaluation takes, or what it writes elsewhere.',
  'Other runs about the same data under another data set’s name.',
];

/** The part of a report on privacy: who is protected from whom, what was released with how much noise, and what is not covered. */
export function privacySection(privacy: RunPrivacy, design: PrivacyDesign): string {
  return section(
    'Privacy',
    terms(privacy, design) + releases(privacy, design) + adapted(design, privacy) + arithmetic(design) + notCovered(privacy),
  );
}

function terms(
  { unit, relation, trust, epsilon, delta }: RunPrivacy,
  { epsilon: promised, dataSet, budget, members }: PrivacyDesign,
): string {
  const change = relation === 'add-remove' ? `one ${unit} more or less` : `one ${unit} replaced by another`;
  return renderTable({
    columns: [{ label: 'Promise' }, { label: '' }],
    rows: [
      ['Protected', `every ${unit} of ${dataSet}, ${formatCount(members)} in all; neighbours differ by ${change}`],
      [
        'From whom',
        trust === 'central'
          ? 'everybody but the coordinator, which is trusted with clipped sums and adds the noise'
          : 'everybody, the coordinator too: each client adds the noise itself',
      ],
      ['Spent', `ε = ${formatEpsilon(epsilon)} of ${formatEpsilon(promised)} promised for this run, at δ = ${delta.toExponential()}`],
      ['Budget', `ε = ${formatEpsilon(budget)} for all runs about ${dataSet}`],
    ],
  });
}

/** A line a kind of release: σ of a sum is m·C under add-remove and 2m·C under replace-one, that of the mean a share of n of it. */
function releases(
  { releases: count, relation, clipRadius }: RunPrivacy,
  { clip, restart, noise, members, samplingRate = 1 }: PrivacyDesign,
): string {
  const wholes = Math.ceil(count / restart);
  const sensitivity = relation === 'add-remove' ? 1 : 2;
  const line = (kind: string, made: number, radius: number, multiplier: number, unit: string): readonly string[] => {
    const deviation = sensitivity * multiplier * radius;
    const shown = (value: number): string => `${formatNumber(value, 3)}${unit}`;
    return [
      kind,
      formatCount(made),
      shown(radius),
      formatNumber(multiplier, 3),
      shown(deviation),
      shown(deviation / (members * samplingRate)),
    ];
  };
  return renderTable({
    columns: [
      { label: 'Release' },
      { label: 'Made', align: 'number' },
      { label: 'Clip radius C', align: 'number' },
      { label: 'Multiplier m', align: 'number' },
      { label: `σ of a sum, ${sensitivity === 1 ? '' : '2'}mC`, align: 'number' },
      { label: 'σ of the mean', align: 'number' },
    ],
    rows: [
      clip.adapted === undefined
        ? line('whole', wholes, clip.restart, noise.restart, '')
        : line('whole, last radius', wholes, clipRadius ?? clip.restart, noiseBesideCount({ clip, noise, relation }), ''),
      ...(count > wholes ? [line('change', count - wholes, clip.difference, noise.difference, ' · ‖Δx‖')] : []),
    ],
  });
}

/** How C came to be, where it was adapted. */
function adapted(design: PrivacyDesign, { relation }: RunPrivacy): string {
  const words = adaptedRadius({ ...design, relation });
  return words === undefined
    ? ''
    : `<p class="arithmetic">${escapeMarkup(`${words}. The table has the last radius and, as m, the noise on that rest.`)}</p>`;
}

/** How ε follows from the table. */
function arithmetic({ samplingRate }: PrivacyDesign): string {
  const formula =
    samplingRate === undefined
      ? 'The noise is a discrete Gaussian: releases add up to ρ = Σ 1/(2m²), and ε is the least αρ + ln((α − 1)/α) − (ln δ + ln α)/(α − 1) over α > 1. m and C are public; ‖Δx‖ is how far the iterate went.'
      : `The noise is Gaussian, and a secret coin of probability ${samplingRate} puts a client into a round: ε is that of the privacy loss of all rounds, or of its Rényi divergences where that is less. m and C are public; ‖Δx‖ is how far the iterate went.`;
  return `<p class="arithmetic">${escapeMarkup(formula)}</p>`;
}

function notCovered({ trust }: RunPrivacy): string {
  const trusted = trust === 'central' ? ['What the coordinator itself does with the sums that it is trusted with.'] : [];
  const items = [...trusted, ...NOT_COVERED].map((item) => `<li>${escapeMarkup(item)}</li>`).join('');
  return `<h3>Not covered</h3><ul class="notes">${items}</ul>`;
}
