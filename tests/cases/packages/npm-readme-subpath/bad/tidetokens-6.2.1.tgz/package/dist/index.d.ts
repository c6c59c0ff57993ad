export declare const colors: { readonly sea: string; readonly sand: string };
