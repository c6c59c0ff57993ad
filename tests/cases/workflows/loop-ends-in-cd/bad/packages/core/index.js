export function count(things) {
  let n = 0;
  for (const _ of things) n += 1;
  return n;
}
