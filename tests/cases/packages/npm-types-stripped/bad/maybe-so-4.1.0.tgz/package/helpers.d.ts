/** @internal */
export {};
