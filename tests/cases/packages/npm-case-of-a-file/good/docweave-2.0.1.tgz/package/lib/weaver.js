'use strict';

function weave(texts) {
  return texts.map((text) => text.trimEnd()).join('\n\n') + '\n';
}

module.exports = { weave };
