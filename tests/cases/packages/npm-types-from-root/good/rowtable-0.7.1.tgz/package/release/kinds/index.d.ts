export * from './direction';
