/* @ts-self-types="./mod.d.ts" */
/**
 * Sort values by their type.
 *
 * @param {unknown[]} values
 * @returns {Record<string, unknown[]>}
 */
export function lanes(values) {
  /** @type {Record<string, unknown[]>} */
  const out = {};
  for (const value of values) {
    const name = value === null ? "null" : typeof value;
    (out[name] ??= []).push(value);
  }
  return out;
}
