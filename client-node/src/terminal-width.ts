/** What a terminal that does not tell its width is taken for: some say 0 columns (`expect`, containers, editors' shells). */
const USUAL_COLUMNS = 80;

/** Columns of the terminal behind a stream, above 0; undefined where it is a pipe or a file. */
export function terminalWidth({ isTTY, columns }: Pick<NodeJS.WriteStream, 'isTTY' | 'columns'>): number | undefined {
  if (!isTTY) return undefined;
  return columns > 0 ? columns : USUAL_COLUMNS;
}
