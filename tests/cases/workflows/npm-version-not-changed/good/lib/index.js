export function match(routes, path) {
  return routes[path] ?? routes["*"] ?? null;
}
