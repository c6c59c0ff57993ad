export function count(slabs) {
  return slabs.length;
}

export function heaviest(slabs) {
  return slabs.toSorted((a, b) => b.weight - a.weight)[0] ?? null;
}
