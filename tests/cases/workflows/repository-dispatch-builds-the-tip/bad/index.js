export function parse(score) {
  const [runs, wickets] = score.split("/").map(Number);
  return { runs, wickets: wickets ?? 10 };
}
