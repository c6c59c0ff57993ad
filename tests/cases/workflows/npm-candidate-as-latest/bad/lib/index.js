const pairs = { en: ["\u201c", "\u201d"], de: ["\u201e", "\u201c"] };

export function quote(text, lang = "en") {
  const [open, close] = pairs[lang] ?? pairs.en;
  return open + text + close;
}
export function unquote(text) {
  return text.replace(/^[\u201c\u201e]|[\u201c\u201d]$/g, "");
}
