export declare type Direction = 'asc' | 'desc';
