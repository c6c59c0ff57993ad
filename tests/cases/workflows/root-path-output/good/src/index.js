import pc from "picocolors";

export function gate(values, depth = 1) {
  return values.filter((value) => value >= depth);
}

export function show(values) {
  return pc.blue(values.join(" "));
}
