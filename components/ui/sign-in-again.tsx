'use client';

const signIn = '/sign-in';

/** Leads to the sign-in page, and from there back to this page as it stands in the address. The document is loaded anew: what is kept in this one was of the session that ended. */
export function SignInAgain({ className }: { className?: string }) {
  return (
    <a href={signIn} onClick={(event) => event.currentTarget.setAttribute('href', `${signIn}?callbackUrl=${encodeURIComponent(`${location.pathname}${location.search}`)}`)} className={className}>
      Sign in
    </a>
  );
}
