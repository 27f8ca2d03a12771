/** A name that every file system takes. */
export function fileNameOf(dataSet: string): string {
  return `${dataSet.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-')}.jsonl`;
}

/** Hands a text to the browser as a file: a link could not carry the token. */
export function downloadText(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'application/jsonl' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
