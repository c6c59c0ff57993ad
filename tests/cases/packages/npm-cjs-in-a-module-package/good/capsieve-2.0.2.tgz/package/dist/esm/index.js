export function capitals(text) {
  return text.split(/\s+/).filter((word) => /^\p{Lu}/u.test(word));
}
