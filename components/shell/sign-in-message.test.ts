import { expect, test } from 'vitest';
import { signInMessage } from './sign-in-message.ts';

test('without an error nothing is said, and an unheard one still says what to do', () => {
  expect(signInMessage(null)).toBeNull();
  expect(signInMessage('Unheard')).toMatch(/Try again/);
});

test('a refused sign-in does not tell whether the account exists', () => {
  expect(signInMessage('CredentialsSignin')).not.toMatch(/unknown|no such|exist/i);
});
