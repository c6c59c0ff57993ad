export function turn(ax: number, ay: number, bx: number, by: number, cx: number, cy: number): number;
