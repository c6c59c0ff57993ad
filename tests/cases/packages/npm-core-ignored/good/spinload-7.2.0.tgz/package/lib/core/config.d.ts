export interface Config {
    size: number;
}
