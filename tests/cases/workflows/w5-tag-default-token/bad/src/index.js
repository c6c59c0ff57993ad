export const anchor = (s) => s.trim().toLowerCase().replace(/\s+/g, "-");
