'use strict';

const { read } = require('@quillkit/core');

const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

function html(text) {
  return read(text).map((part) => `<p>${part.replace(/[&<>]/g, (c) => ENTITIES[c])}</p>`).join('\n');
}

module.exports = { html };
