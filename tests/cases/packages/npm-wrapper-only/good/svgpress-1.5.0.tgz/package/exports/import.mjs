import press from '../dist/index.js';

export default press;
