/** The hints of `/api/live` as they arrive; `next` resolves with the data of the first one since it was last called. */
export type EventStream = { next(maxMs: number): Promise<string | null>; close(): void };

/** Opens the stream of server-sent events (WHATWG HTML §9.2) and resolves when it is listening. Throws when the server refuses. */
export async function openEventStream(url: string, token: string): Promise<EventStream> {
  const ending = new AbortController();
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` }, signal: ending.signal });
  if (!response.ok || !response.body) throw new Error(`${url} answered ${response.status}.`);
  const arrived: string[] = [];
  let wake: () => void = () => undefined;
  const listening = Promise.withResolvers<void>();
  const read = async (body: ReadableStream<Uint8Array>) => {
    const decoder = new TextDecoder();
    let text = '';
    for await (const chunk of body) {
      text += decoder.decode(chunk, { stream: true });
      const frames = text.split('\n\n');
      text = frames.pop() ?? '';
      for (const frame of frames) if (frame.startsWith('data: ')) arrived.push(frame.slice(6));
      listening.resolve();
      wake();
    }
  };
  read(response.body).catch(() => undefined).finally(() => listening.resolve());
  await listening.promise;
  return {
    next: async (maxMs) => {
      if (arrived.length === 0) {
        let timer: NodeJS.Timeout | undefined;
        await new Promise<void>((resolve) => {
          wake = resolve;
          timer = setTimeout(resolve, maxMs);
        });
        clearTimeout(timer);
      }
      return arrived.shift() ?? null;
    },
    close: () => ending.abort(),
  };
}
