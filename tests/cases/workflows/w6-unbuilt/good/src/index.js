export const version = "__VERSION__";
export const mul = ([a, da], [b, db]) => [a * b, da * b + a * db];
