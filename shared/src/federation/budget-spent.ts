/** What a client says that is asked for more evaluations than it may still make; it makes none of them. */
export function budgetSpentText(
  client: string,
  { spent, asked, budget }: { readonly spent: number; readonly asked: number; readonly budget: number },
): string {
  return `budget: client ${client} has spent ${spent} of its ${budget} queries and is asked for ${asked} more; raise \`budget\` in its objective file to go on`;
}
