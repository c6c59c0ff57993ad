import pc from "picocolors";

export async function run(hooks, value) {
  for (const hook of hooks) value = await hook(value);
  return value;
}

export function label(name) {
  return pc.dim(name);
}
