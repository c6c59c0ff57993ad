module.exports = (...all) => import('../dist/index.js').then((found) => found.default(...all));
