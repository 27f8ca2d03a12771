/** The time, once a second, for what is told as "12 s ago". */
export function createClock(): { readonly nowMs: number } {
  let nowMs = $state(Date.now());
  $effect(() => {
    const timer = setInterval(() => {
      nowMs = Date.now();
    }, 1000);
    return () => clearInterval(timer);
  });
  return {
    get nowMs() {
      return nowMs;
    },
  };
}
