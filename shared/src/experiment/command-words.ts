/**
 * A command line as a list of words, split at white space; quotes ('…' or "…") keep white space together. No variables, no
 * escapes, no shell: what the words say is what is started. Null if a quote is left open or no word is there.
 */
export function splitCommand(line: string): string[] | null {
  const words: string[] = [];
  let word: string | null = null;
  let quote = '';
  for (const character of line) {
    if (quote !== '') {
      if (character === quote) quote = '';
      else word = (word ?? '') + character;
    } else if (character === '"' || character === "'") {
      quote = character;
      word ??= '';
    } else if (/\s/.test(character)) {
      if (word !== null) words.push(word);
      word = null;
    } else {
      word = (word ?? '') + character;
    }
  }
  if (word !== null) words.push(word);
  return quote === '' && words.length > 0 && words[0] !== '' ? words : null;
}
