export declare function capitals(text: string): string[];
