/**
 * Loaded into every child before its own code (`node --import`). Its standard input is a pipe that the launcher holds:
 * when that closes the launcher is gone, however it went, and the child ends too. The launcher names itself in the
 * module's address (`?parent=<pid>`): a child hands its options on to its own children, perhaps of an older Node, and
 * in those this does nothing.
 */
const graceMs = 1_500;
const parent = new URL(import.meta.url).searchParams.get('parent');

if (String(process.ppid) === parent) {
  process.stdin.on('error', end).on('end', end).on('close', end).resume();
  // The pipe alone must not keep a child alive that has nothing left to do.
  if ('unref' in process.stdin) process.stdin.unref();
}

let ending = false;
function end() {
  if (ending) return;
  ending = true;
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), graceMs);
  process.kill(process.pid, 'SIGTERM');
}
