/** Sort values by their type. */
export declare function lanes(values: unknown[]): Record<string, unknown[]>;
