export function dedent(text) {
  return text.replace(/^[ \t]+/gm, "");
}
