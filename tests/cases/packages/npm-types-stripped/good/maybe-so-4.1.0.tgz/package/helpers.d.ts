export declare class Brand<T extends string> {
    private tag: T;
}
