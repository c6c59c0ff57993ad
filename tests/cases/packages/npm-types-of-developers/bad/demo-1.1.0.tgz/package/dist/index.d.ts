import { Call, Tuples } from 'hotscript';
export declare function pick(x: Call<Tuples>): void;
