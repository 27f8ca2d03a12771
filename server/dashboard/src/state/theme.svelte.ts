const KEY = 'fedzoo.theme';

export type Theme = 'system' | 'light' | 'dark';

const ORDER: readonly Theme[] = ['system', 'light', 'dark'];

/** Light or dark: the system's choice, or the reader's own, which this browser remembers. */
export function createTheme(): { readonly current: Theme; next(): void } {
  let current = $state<Theme>(remembered());
  $effect(() => {
    if (current === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = current;
  });
  return {
    get current() {
      return current;
    },
    next() {
      current = ORDER[(ORDER.indexOf(current) + 1) % ORDER.length] ?? 'system';
      localStorage.setItem(KEY, current);
    },
  };
}

function remembered(): Theme {
  const kept = localStorage.getItem(KEY);
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}
