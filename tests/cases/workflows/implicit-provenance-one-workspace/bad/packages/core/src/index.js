export function words(text) {
  return text.split(/\s+/).filter(Boolean);
}

export function count(text) {
  return words(text).length;
}
