require("node:test")("one", () => {});
