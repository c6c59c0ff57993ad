"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.HarvestClient = void 0;
class HarvestClient {
    constructor(token) {
        this.token = token;
    }
    url(name) {
        return `https://api.harvest.example/v2/${encodeURIComponent(name)}`;
    }
}
exports.HarvestClient = HarvestClient;
