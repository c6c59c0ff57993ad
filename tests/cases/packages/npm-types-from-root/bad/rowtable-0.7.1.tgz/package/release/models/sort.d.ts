import { Direction } from 'kinds';
export interface Sort {
    direction: Direction;
}
