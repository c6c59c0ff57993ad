'use strict';

function read(text) {
  return text.split(/\n{2,}/).map((part) => part.trim()).filter(Boolean);
}

module.exports = { read };
