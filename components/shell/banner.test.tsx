import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { BannerProvider } from './banner.tsx';
import { PlainFrame } from './plain-frame.tsx';

test('a frame says which fleet this is, wherever it stands below the provider', () => {
  expect(renderToStaticMarkup(<BannerProvider words="Demo fleet"><PlainFrame>Sign in</PlainFrame></BannerProvider>)).toContain('>Demo fleet</span>');
});

test('a fleet without words gets no empty pill', () => {
  expect(renderToStaticMarkup(<BannerProvider words={null}><PlainFrame>Sign in</PlainFrame></BannerProvider>)).not.toContain('rounded-full');
});
