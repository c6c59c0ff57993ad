export function wind(list, turns) {
  const at = list.length === 0 ? 0 : turns % list.length;
  return [...list.slice(at), ...list.slice(0, at)];
}

export function* steps(list, turns) {
  for (let turn = 1; turn <= turns; turn += 1) yield wind(list, turn);
}
