export declare function fields(head: string): Map<string, string>;
