/** Where in the page one is; it lives in the address's fragment, so that it can be linked and gone back to. */
export type Route =
  | { readonly kind: 'overview' }
  | { readonly kind: 'run'; readonly run: string }
  | { readonly kind: 'submit' }
  | { readonly kind: 'ledgers' };

export const OVERVIEW_LINK = '#/';
export const SUBMIT_LINK = '#/new';
export const LEDGERS_LINK = '#/ledgers';

export function runLink(run: string): string {
  return `#/runs/${encodeURIComponent(run)}`;
}

export function parseRoute(hash: string): Route {
  const run = decoded(/^#\/runs\/([^/]+)$/.exec(hash)?.[1]);
  if (run !== undefined) return { kind: 'run', run };
  if (hash === SUBMIT_LINK) return { kind: 'submit' };
  return hash === LEDGERS_LINK ? { kind: 'ledgers' } : { kind: 'overview' };
}

/** Undefined for what is no encoding of anything, like a lone percent sign. */
function decoded(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** The current route, kept up to date with the address. */
export function createRoute(): { readonly current: Route } {
  let current = $state.raw(parseRoute(location.hash));
  window.addEventListener('hashchange', () => {
    current = parseRoute(location.hash);
    window.scrollTo(0, 0);
  });
  return {
    get current() {
      return current;
    },
  };
}
