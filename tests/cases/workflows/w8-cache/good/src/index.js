export const valid = (id) => Number.isInteger(id) && id > 0;
