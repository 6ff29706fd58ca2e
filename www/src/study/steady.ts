/** Keeps the identity of a plain value for as long as it says the same, so that tasks do not run anew. */
export class Steady<T> {
  #text: string | undefined;
  #value: T | undefined;

  of(value: T): T {
    const text = JSON.stringify(value);
    if (text !== this.#text || this.#value === undefined) {
      this.#text = text;
      this.#value = value;
    }
    return this.#value;
  }
}
