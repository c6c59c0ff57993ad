exports.slow = (open) => () => open();
