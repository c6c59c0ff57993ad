import { createServer } from "node:http";
import { about } from "./about.js";

const server = createServer(async (_request, response) => {
  response.end(`${await about()}\n`);
});
server.listen(8080);
