import pc from "picocolors";

export function rows(text) {
  return text.trim().split("\n").map((line) => line.split(/[,\t]/));
}

export function head(text) {
  return pc.bold(rows(text)[0].join(" "));
}
