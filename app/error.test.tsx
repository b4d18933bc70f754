import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { BannerProvider } from '#components/shell/banner.tsx';
import RootError from './error.tsx';

const render = (error: Error & { digest?: string }) => renderToStaticMarkup(<BannerProvider words="Demo fleet"><RootError error={error} /></BannerProvider>);

test('the page that is left without a database says which fleet this is, what is missing and the log entry to look for', () => {
  const html = render(Object.assign(new Error('hidden in production'), { digest: '2338' }));
  for (const words of ['Demo fleet', 'Tarmac cannot read its database', '/api/health', '2338', 'Try again']) expect(html).toContain(words);
  expect(html).not.toContain('hidden in production');
});

test('what failed in the browser is not blamed on the database', () => {
  const html = render(new Error('of the browser'));
  expect(html).toContain('This page could not be shown');
  expect(html).not.toContain('database');
});
