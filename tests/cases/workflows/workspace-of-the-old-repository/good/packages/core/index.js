export function climb(height, steps) {
  return height + 3 * steps;
}

export function hover(height, seconds) {
  return Array.from({ length: seconds }, () => height);
}
