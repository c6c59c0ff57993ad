export function dusk(hour, offset = 0) {
  return hour + offset >= 18;
}
