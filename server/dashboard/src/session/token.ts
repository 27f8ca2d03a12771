const KEY = 'fedzoo.adminToken';

/**
 * The admin token: from the address's fragment (`#token=…`, the link the coordinator prints; a fragment never reaches a server's log), else
 * from this tab's session. It is taken out of the address at once, so that it does not end up in a bookmark or a screenshot.
 */
export function readToken(): string | null {
  const linked = new URLSearchParams(location.hash.slice(1)).get('token');
  if (linked !== null) {
    keepToken(linked);
    history.replaceState(null, '', `${location.pathname}${location.search}#/`);
  }
  return sessionStorage.getItem(KEY);
}

export function keepToken(token: string): void {
  sessionStorage.setItem(KEY, token);
}

export function forgetToken(): void {
  sessionStorage.removeItem(KEY);
}
