/** A percent sign that begins no ASCII character; no address of Tarmac has one. */
const beyondAscii = '%(?![0-7][0-9a-fA-F])';

/**
 * Rewrites for Next.js that lead paths which may not decode (`%`, `%FF`) to addresses where nothing is. Left alone, a
 * dynamic route answers them with 500 and plain text, before any code of ours is asked.
 */
export const undecodablePath = [
  { source: `/api/v1/:rest((?:.*)${beyondAscii}.*)`, destination: '/api/v1/-' },
  { source: `/:rest((?:.*)${beyondAscii}.*)`, destination: '/-' },
];
