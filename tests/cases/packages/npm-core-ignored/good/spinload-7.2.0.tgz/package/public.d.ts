export { Loader } from './lib/core/loader';
