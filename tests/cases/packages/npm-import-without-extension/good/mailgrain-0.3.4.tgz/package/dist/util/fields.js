export function fields(head) {
  const found = new Map();
  for (const line of head.split(/\r?\n/)) {
    const colon = line.indexOf(':');
    found.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  return found;
}
