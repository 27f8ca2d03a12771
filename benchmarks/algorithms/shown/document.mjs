import { exceptionsText, problemTable, profileTable, seedTable, subtitleOf, titleOf } from './tables.mjs';

const BEGIN = '<!-- written by npm run bench:algorithms -->';
const END = '<!-- end of what is written -->';

/** The document with its marked section made anew from the results. */
export function withResults(document, { problems, profiles, seedBySeed }, { command, counts }) {
  const [begin, end] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`the document lacks its marks, ${BEGIN} and ${END}`);
  const parts = [
    `Made by \`${command}\`: ${counts}.`,
    '## Problems solved',
    ...profiles.flatMap((profile) => [`### ${profile.group}: ${profile.problems} problems`, markdownTable(profileTable(profile))]),
    ...(seedBySeed.length === 0 ? [] : seedPart(seedBySeed)),
    '## Problem by problem',
    ...problems.flatMap((problem) => [`### ${titleOf(problem)}`, subtitleOf(problem), markdownTable(problemTable(problem))]),
  ];
  return `${document.slice(0, begin)}${BEGIN}\n\n${parts.join('\n\n')}\n\n${document.slice(end)}`;
}

function seedPart(groups) {
  const table = seedTable(groups);
  return [`## ${table.title}`, markdownTable(table), exceptionsText(groups)].filter((part) => part !== undefined);
}

function markdownTable({ columns, rows }) {
  const line = (cells) => `| ${cells.map((cell) => (cell ?? '–').replace('\n', ' ')).join(' | ')} |`;
  const rule = columns.map(({ align }) => (align === 'number' ? '--:' : '---'));
  return [line(columns.map(({ label }) => label)), `|${rule.join('|')}|`, ...rows.map(line)].join('\n');
}
