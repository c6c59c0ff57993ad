"use strict";
exports.colors = { sea: "#05668d", sand: "#f0f3bd" };
