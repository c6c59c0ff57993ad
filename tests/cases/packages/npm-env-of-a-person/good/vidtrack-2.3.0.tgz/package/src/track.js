'use strict';

exports.track = (name) => ({ name });
