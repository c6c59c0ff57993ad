export interface Mail {
  fields: Map<string, string>;
  body: string;
}
export declare function split(mail: string): Mail;
