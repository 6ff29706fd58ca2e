// Vote files for the tests, made here from a seed.

/** A small generator (mulberry32): the same numbers on every run. */
export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Votes on `models` models: lower numbers are better, every pair meets, one in five is a tie. */
export function draw({ models = 4, votes = 400, seed = 1 }) {
  const next = random(seed);
  return Array.from({ length: votes }, () => {
    const a = Math.floor(next() * models);
    const b = (a + 1 + Math.floor(next() * (models - 1))) % models;
    const chance = 1 / (1 + Math.exp((0.8 * (a - b)) / Math.sqrt(models)));
    const outcome = next() < 0.2 ? "tie" : next() < chance ? "a" : "b";
    return { a, b, outcome, judge: Math.floor(next() * 30), language: next() < 0.7 ? "en" : "de" };
  });
}

/** LMArena's columns. */
export function lmarena(options = {}) {
  const word = { a: "model_a", b: "model_b", tie: "tie" };
  const rows = draw(options).map(
    ({ a, b, outcome, judge, language }) => `m${a},m${b},${word[outcome]},j${judge},${language}`,
  );
  return ["model_a,model_b,winner,judge,language", ...rows].join("\n");
}

/** The columns of llmfao's crowd comparisons, where model_x and model_y are numbers of no use. */
export function crowd(options = {}) {
  const word = { a: "left", b: "right", tie: "tie" };
  const rows = draw(options).map(
    ({ a, b, outcome, judge }, id) =>
      `${id},${id % 13},${a},${b},${judge},${word[outcome]},Model ${a} (7B),Model ${b} (7B)`,
  );
  return ["id,prompt,model_x,model_y,worker,winner,left,right", ...rows].join("\n");
}
