import { Brand } from './helpers';
export declare const Unit: Brand<'unit'>;
