/** Asking again and again until something is so; a lost network is told, and waited out.
 *  What does not live here: what is asked. */

import { mayPass } from "./problems.ts";

/** A pause; throws AbortError when the signal ends. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((done, fail) => {
    const stop = (): void => {
      clearTimeout(timer);
      fail(new DOMException("left", "AbortError"));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      done();
    }, ms);
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}

/** The first answer of `ask` that is not null: asked at once, then each 0.4 s, later each 2 s. `lost` hears whether the
 *  service is out of reach. Throws what `ask` throws when waiting cannot help, AbortError when the signal ends. */
export async function until<T>(ask: () => Promise<T | null>, signal: AbortSignal, lost: (is: boolean) => void): Promise<T> {
  for (let turn = 0; ; turn += 1) {
    try {
      const answer = await ask();
      signal.throwIfAborted();
      lost(false);
      if (answer !== null) return answer;
    } catch (reason) {
      signal.throwIfAborted();
      if (!mayPass(reason)) throw reason;
      lost(true);
    }
    await pause(turn < 10 ? 400 : turn < 40 ? 1000 : 2000, signal);
  }
}

/** Whether a reason only says that the step was left. */
export const wasLeft = (reason: unknown): boolean => reason instanceof DOMException && reason.name === "AbortError";
