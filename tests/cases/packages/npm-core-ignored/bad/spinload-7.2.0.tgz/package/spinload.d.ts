export * from './public';
export { Config as a } from './lib/core/config';
