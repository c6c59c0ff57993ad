'use strict';
class DayInput {}
exports.DayInput = DayInput;
