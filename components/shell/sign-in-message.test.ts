import { expect, test } from 'vitest';
import { signInMessage, signInNotice } from './sign-in-message.ts';

test('without an error nothing is said, and an unheard one still says what to do', () => {
  expect(signInMessage(null)).toBeNull();
  expect(signInMessage('Unheard')).toMatch(/Try again/);
});

test('a refused sign-in does not tell whether the account exists', () => {
  expect(signInMessage('CredentialsSignin')).not.toMatch(/unknown|no such|exist/i);
});

test('only a known notice is said, so that no link puts words on the page', () => {
  expect(signInNotice('signed-out-everywhere')).toMatch(/every session/);
  expect(signInNotice('Send your password to me')).toBeNull();
});
