import pc from "picocolors";

export function formatPins(pins, separator = ", ") {
  return pins.map((pin) => pc.bold(String(pin))).join(separator);
}
