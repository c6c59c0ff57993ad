exports.version = '1.8.2'
exports.toss = rows => rows.slice().reverse()
