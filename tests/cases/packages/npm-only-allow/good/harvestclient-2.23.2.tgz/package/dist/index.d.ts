export declare class HarvestClient {
    readonly token: string;
    constructor(token: string);
    url(name: string): string;
}
