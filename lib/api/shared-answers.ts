/** What is kept of an answer: enough to give it again. */
type KeptAnswer = { status: number; headers: [string, string][]; body: ArrayBuffer };

/** `successor` is the answer that is being worked out to take its place. */
type Entry = { askedAtMs: number; answer: Promise<KeptAnswer>; successor?: Entry | undefined };

/** `maxAgeMs` bounds how old an answer may be when no hint comes; 0 keeps none. */
export type SharedAnswersOptions = { maxAgeMs?: number; now?: () => number };

// Operations that answer everybody who may ask alike. One that answers by who asks must not stand here.
const sharedOperations: ReadonlySet<string> = new Set(['clusters.list', 'clusters.facets', 'fleet.overview', 'fleet.versions']);

const maxAnswers = 100;

/**
 * Answers to the questions that everybody asks at once: after a hint, each open page asks for the same first page and
 * the same facets. The question is worked out once and the answer given to all who ask within a second, until the next
 * hint says that something changed. While a question goes on being asked, its next answer is worked out before the one
 * that is kept is too old, so that nobody waits for it. Whoever asks has been let in before.
 */
export class SharedAnswers {
  readonly #maxAgeMs: number;
  readonly #now: () => number;
  #kept = new Map<string, Entry>();

  constructor({ maxAgeMs = 1_000, now = Date.now }: SharedAnswersOptions = {}) {
    this.#maxAgeMs = maxAgeMs;
    this.#now = now;
  }

  /** The answer to `question`, worked out by `work` unless a young enough one is kept; a failure is thrown to all who wait and not kept. */
  async answer(question: string, work: () => Promise<Response>): Promise<Response> {
    const nowMs = this.#now();
    const isYoung = (entry: Entry | undefined): entry is Entry => entry !== undefined && nowMs - entry.askedAtMs < this.#maxAgeMs;
    const kept = this.#kept.get(question);
    if (isYoung(kept) && !kept.successor && nowMs - kept.askedAtMs >= this.#maxAgeMs / 2) this.#renew(question, kept, begin(work, nowMs));
    const { answer } = [kept, kept?.successor].find(isYoung) ?? this.#keep(question, begin(work, nowMs), nowMs);
    const { status, headers, body } = await answer;
    return new Response(body, { status, headers });
  }

  /** Forgets every answer at each hint, until the hints end. */
  async follow(hints: AsyncIterable<unknown>): Promise<void> {
    for await (const _hint of hints) this.#kept.clear();
  }

  #keep(question: string, entry: Entry, nowMs: number): Entry {
    for (const [old, { askedAtMs, successor }] of this.#kept) {
      const isOver = nowMs - (successor ?? { askedAtMs }).askedAtMs >= this.#maxAgeMs;
      if (isOver || this.#kept.size >= maxAnswers) this.#kept.delete(old);
    }
    this.#kept.set(question, entry);
    entry.answer.catch(() => {
      if (this.#kept.get(question) === entry) this.#kept.delete(question);
    });
    return entry;
  }

  // A hint in between forgets the entry, and with it what was worked out to follow it.
  #renew(question: string, entry: Entry, successor: Entry): void {
    entry.successor = successor;
    const follow = () => {
      if (this.#kept.get(question) === entry) this.#kept.set(question, successor);
    };
    successor.answer.then(follow, () => (entry.successor = undefined));
  }
}

function begin(work: () => Promise<Response>, nowMs: number): Entry {
  return { askedAtMs: nowMs, answer: work().then(toKept) };
}

/** Whether an operation's answers may be shared between those who may ask for them. */
export function isShared(operationName: string): boolean {
  return sharedOperations.has(operationName);
}

async function toKept(response: Response): Promise<KeptAnswer> {
  return { status: response.status, headers: [...response.headers], body: await response.arrayBuffer() };
}
