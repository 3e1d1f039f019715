import type { OpenConnection } from '../../local/client';

/** Milliseconds. Generous: the machine may be slow. What was measured is printed. */
export const BOUND = 20_000;

/** What comes back of a text. */
export async function echo({ socket }: OpenConnection, text: string): Promise<unknown> {
  const answer = new Promise((resolve) => {
    socket.addEventListener('message', ({ data }) => {
      resolve(data);
    });
  });
  socket.send(text);
  return answer;
}

/** How a connection was closed; undefined if it is still open after {@link BOUND}. */
export async function closeOf({ closed }: OpenConnection): Promise<Awaited<OpenConnection['closed']> | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => {
      resolve(undefined);
    }, BOUND);
  });
  const close = await Promise.race([closed, late]);
  clearTimeout(timer);
  return close;
}
