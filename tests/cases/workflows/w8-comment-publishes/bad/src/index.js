export const key = (o) => Object.keys(o).sort().map((k) => `${k}=${o[k]}`).join("&");
