const BEGIN = '<!-- written by npm run bench:privacy -->';
const END = '<!-- end of what is written -->';

/** The document with its marked section made anew. */
export function withResults(document, cells, { command, counts }) {
  const [begin, end] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`the document lacks its marks, ${BEGIN} and ${END}`);
  const parts = [`Made by \`${command}\`: ${counts}.`, '## Gains', gainTable(cells), '## Methods', methodTable(cells)];
  return `${document.slice(0, begin)}${BEGIN}\n\n${parts.join('\n\n')}\n\n${document.slice(end)}`;
}

/** Cell by cell: how much less gradient the difference recursion leaves, and how `auto` stands to the better of the two. */
export function gainTable(cells) {
  return table(
    ['data, n, ε', 'seeds', 'gain of zo-diff2 over zo-dp-gd', 'expected', 'auto ÷ the better of the two'],
    cells.map(({ name, seeds, gain, expected, auto }) => [
      name,
      seeds,
      `${gain.toFixed(2)} ×`,
      expected === undefined ? '–' : `${expected} ×`,
      auto.toFixed(2),
    ]),
  );
}

export function methodTable(cells) {
  return table(
    ['data, n, ε', 'method', 'R, T, η C₂', '‖∇F‖², median', 'quartiles', 'share of F(x₀) − F* left, median', 'quartiles'],
    cells.flatMap(({ name, methods }) =>
      methods.map(({ method, plan, gradient, gap }) => [
        name,
        method,
        plan,
        scientific(gradient.median),
        `${scientific(gradient.low)} to ${scientific(gradient.high)}`,
        percent(gap.median),
        `${percent(gap.low)} to ${percent(gap.high)}`,
      ]),
    ),
  );
}

function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}

function scientific(value) {
  return value.toExponential(2);
}

function percent(share) {
  return `${(100 * share).toPrecision(3)} %`;
}
