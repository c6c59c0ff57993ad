export * from './models/sort';
