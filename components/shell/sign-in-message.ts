/** What to say for next-auth's `error`; whether the account exists is never told. Null when nothing failed. */
export function signInMessage(error: string | null): string | null {
  switch (error) {
    case null:
      return null;
    case 'CredentialsSignin':
      return 'Email and password do not belong together. Check both and try again.';
    case 'Throttled':
      return 'Too many attempts. Wait a few minutes, then try again.';
    case 'SessionRequired':
      return 'Sign in to go on.';
    case 'Unavailable':
      return 'Signing in does not work at the moment: the database does not answer. Nothing was changed; try again shortly.';
    default:
      return 'Signing in failed. Try again; if it stays so, the log of the web server has the cause.';
  }
}

/** What to say to somebody who comes to the sign-in page from elsewhere; null when there is nothing to say. */
export function signInNotice(notice: string | null): string | null {
  return notice === 'signed-out-everywhere' ? 'You are signed out everywhere: every session that you had has ended.' : null;
}
