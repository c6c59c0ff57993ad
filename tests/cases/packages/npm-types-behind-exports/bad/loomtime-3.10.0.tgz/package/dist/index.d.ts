/** Formats a number of seconds, such as '1h 1m 40s'. */
export declare function span(seconds: number): string;
