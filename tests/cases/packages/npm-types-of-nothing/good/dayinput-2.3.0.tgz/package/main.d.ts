export declare class DayInput {
}
