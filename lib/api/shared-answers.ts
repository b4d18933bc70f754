/** What is kept of an answer: enough to give it again. */
type KeptAnswer = { status: number; headers: [string, string][]; body: ArrayBuffer };

/** `maxAgeMs` bounds how old an answer may be when no hint comes; 0 keeps none. */
export type SharedAnswersOptions = { maxAgeMs?: number; now?: () => number };

// Operations that answer everybody who may ask alike. One that answers by who asks must not stand here.
const sharedOperations: ReadonlySet<string> = new Set(['clusters.list', 'clusters.facets', 'fleet.overview', 'fleet.versions']);

const maxAnswers = 100;

/**
 * Answers to the questions that everybody asks at once: after a hint, each open page asks for the same first page and
 * the same facets. The question is worked out once and the answer given to all who ask within a second, until the next
 * hint says that something changed. Whoever asks has been let in before.
 */
export class SharedAnswers {
  readonly #maxAgeMs: number;
  readonly #now: () => number;
  #kept = new Map<string, { askedAtMs: number; answer: Promise<KeptAnswer> }>();

  constructor({ maxAgeMs = 1_000, now = Date.now }: SharedAnswersOptions = {}) {
    this.#maxAgeMs = maxAgeMs;
    this.#now = now;
  }

  /** The answer to `question`, worked out by `work` unless a young enough one is kept; a failure is thrown to all who wait and not kept. */
  async answer(question: string, work: () => Promise<Response>): Promise<Response> {
    const nowMs = this.#now();
    const kept = this.#kept.get(question);
    const answer = kept && nowMs - kept.askedAtMs < this.#maxAgeMs ? kept.answer : this.#ask(question, work, nowMs);
    const { status, headers, body } = await answer;
    return new Response(body, { status, headers });
  }

  /** Forgets every answer at each hint, until the hints end. */
  async follow(hints: AsyncIterable<unknown>): Promise<void> {
    for await (const _hint of hints) this.#kept.clear();
  }

  #ask(question: string, work: () => Promise<Response>, nowMs: number): Promise<KeptAnswer> {
    for (const [old, { askedAtMs }] of this.#kept) if (nowMs - askedAtMs >= this.#maxAgeMs || this.#kept.size >= maxAnswers) this.#kept.delete(old);
    const entry = { askedAtMs: nowMs, answer: work().then(toKept) };
    this.#kept.set(question, entry);
    entry.answer.catch(() => {
      if (this.#kept.get(question) === entry) this.#kept.delete(question);
    });
    return entry.answer;
  }
}

/** Whether an operation's answers may be shared between those who may ask for them. */
export function isShared(operationName: string): boolean {
  return sharedOperations.has(operationName);
}

async function toKept(response: Response): Promise<KeptAnswer> {
  return { status: response.status, headers: [...response.headers], body: await response.arrayBuffer() };
}
