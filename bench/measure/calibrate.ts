/** Milliseconds that a fixed loop of integer work takes now: what this machine gives at this moment. */
export function calibrate(): number {
  let best = Infinity;
  for (let round = 0; round < 5; round++) {
    const started = performance.now();
    let hash = 0x811c9dc5;
    for (let i = 0; i < 50_000_000; i++) hash = Math.imul(hash ^ (i & 255), 0x01000193);
    if (hash === 42) console.log(hash);
    best = Math.min(best, performance.now() - started);
  }
  return best;
}
