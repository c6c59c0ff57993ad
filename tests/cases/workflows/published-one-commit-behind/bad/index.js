export class Queue {
  #items = [];

  push(item) {
    this.#items.push(item);
    return this.#items.length;
  }

  shift() {
    return this.#items.shift();
  }
}
