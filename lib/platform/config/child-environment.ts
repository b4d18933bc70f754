/** The environment of this process with `changes` on top, for a child process. */
export function toChildEnvironment(changes: Record<string, string>): NodeJS.ProcessEnv {
  return { ...process.env, ...changes };
}
