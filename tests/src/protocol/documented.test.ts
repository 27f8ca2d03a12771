import { ERROR_CODES } from '@fedzoo/shared/protocol';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

it('docs/protocol.md lists every error code as the table has it', () => {
  const text = readFileSync(new URL('../../../docs/protocol.md', import.meta.url), 'utf8');
  const rows = Object.entries(ERROR_CODES).map(
    ([code, { retriable, howToResolve }]) => `| \`${code}\` | ${retriable ? 'yes' : 'no'} | ${howToResolve} |`,
  );
  expect(rows.filter((row) => !text.includes(row))).toEqual([]);
});
