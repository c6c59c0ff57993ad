'use strict';

Object.defineProperty(exports, '__esModule', { value: true });
exports.capitals = capitals;

function capitals(text) {
  return text.split(/\s+/).filter((word) => /^\p{Lu}/u.test(word));
}
