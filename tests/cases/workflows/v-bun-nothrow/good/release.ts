import { $ } from "bun";

await $`npm publish --access public`;
console.log("published");
