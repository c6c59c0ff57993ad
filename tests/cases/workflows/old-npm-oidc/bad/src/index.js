import pc from "picocolors";

const POINTS = { A: 4, K: 3, Q: 2 };

export function points(hand) {
  return [...hand].reduce((sum, card) => sum + (POINTS[card] ?? 0), 0);
}

export function show(hand) {
  return pc.green(String(points(hand)));
}
