export const last = (list, n) => list.slice(-n);
