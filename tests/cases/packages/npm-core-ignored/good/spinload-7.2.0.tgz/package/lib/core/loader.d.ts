export declare class Loader {
}
