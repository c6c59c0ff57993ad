import { createServer } from "node:http";
import { count, heaviest } from "./slabs.js";

const slabs = [{ weight: 2 }, { weight: 5 }];

createServer((request, response) => {
  if (request.url === "/heaviest") {
    response.end(`${JSON.stringify(heaviest(slabs))}\n`);
    return;
  }
  response.end(`${count(slabs)}\n`);
}).listen(8080);
