import { exp, log } from '../numeric/index.js';

/** ln Σ e^{x}, without overflow. */
export class LogarithmicSum {
  #largest = -Infinity;
  #sum = 0;

  add(x: number): void {
    if (x === -Infinity) return;
    if (x > this.#largest) {
      this.#sum = this.#sum * exp(this.#largest - x) + 1;
      this.#largest = x;
    } else this.#sum += exp(x - this.#largest);
  }

  value(): number {
    return this.#largest + log(this.#sum);
  }
}
