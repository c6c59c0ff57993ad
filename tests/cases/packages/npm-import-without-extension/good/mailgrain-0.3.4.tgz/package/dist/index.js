import { fields } from './util/fields.js';

export function split(mail) {
  const [head, ...rest] = mail.split(/\r?\n\r?\n/);
  return { fields: fields(head), body: rest.join('\n\n') };
}
