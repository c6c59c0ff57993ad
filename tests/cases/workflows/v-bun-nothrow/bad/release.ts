import { $ } from "bun";

await $`npm publish --access public`.nothrow();
console.log("published");
