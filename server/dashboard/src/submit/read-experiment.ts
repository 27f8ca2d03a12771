/** What was pasted, as the value the coordinator checks; YAML includes JSON. The parser is only fetched when it is needed. */
export async function readExperiment(text: string): Promise<unknown> {
  const { parseDocument } = await import('yaml');
  const document = parseDocument(text);
  const first = document.errors[0];
  if (first !== undefined) throw new SyntaxError(`This is not YAML: ${first.message}`);
  return document.toJS();
}
