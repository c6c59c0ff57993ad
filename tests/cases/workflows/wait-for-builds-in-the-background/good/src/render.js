export function render(messages) {
  if (typeof messages.hello !== "string") {
    throw new Error("no greeting");
  }
  return `export const hello = ${JSON.stringify(messages.hello)};\n`;
}
