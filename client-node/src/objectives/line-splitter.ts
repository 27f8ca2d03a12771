/** Cuts a stream of text into lines. A line longer than `maximumCharacters` is given up to `onOverflow`, and dropped up to its end. */
export function splitLines(
  onLine: (line: string) => void,
  { maximumCharacters, onOverflow }: { maximumCharacters: number; onOverflow: () => void },
): (chunk: string) => void {
  let pending = '';
  let dropping = false;
  return (chunk) => {
    const parts = chunk.split('\n');
    for (const [index, part] of parts.entries()) {
      const ended = index < parts.length - 1;
      if (!dropping) pending += part;
      if (pending.length > maximumCharacters) {
        dropping = true;
        pending = '';
        onOverflow();
      }
      if (!ended) continue;
      if (!dropping) onLine(pending.endsWith('\r') ? pending.slice(0, -1) : pending);
      pending = '';
      dropping = false;
    }
  };
}
