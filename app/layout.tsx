import type { Metadata, Viewport } from 'next';
import localFont from 'next/font/local';
import { cookies } from 'next/headers';
import type { ReactNode } from 'react';
import { BannerProvider } from '#components/shell/banner.tsx';
import { parseTheme, themeCookie } from '#components/shell/theme.ts';
import { bannerWords } from '#lib/platform/config/banner-words.ts';
import { readEnvironment } from '#lib/platform/config/environment.ts';
import './globals.css';

const inter = localFont({
  src: '../node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2',
  variable: '--font-inter',
  weight: '100 900',
});
const jetbrainsMono = localFont({
  src: '../node_modules/@fontsource-variable/jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2',
  variable: '--font-jetbrains',
  weight: '100 800',
  adjustFontFallback: false,
});

export const metadata: Metadata = {
  title: { default: 'Tarmac', template: '%s · Tarmac' },
  description: 'Which versions a fleet of Kubernetes clusters runs, and one safe way to change it.',
};

export const viewport: Viewport = {
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f6f7f9' },
    { media: '(prefers-color-scheme: dark)', color: '#0c0f13' },
  ],
};

/** The document: fonts, tokens, the theme that the cookie names before the first paint, and which fleet this is, which needs no database. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = parseTheme((await cookies()).get(themeCookie)?.value);
  const banner = bannerWords(readEnvironment().banner);
  return (
    <html lang="en" className={`${inter.variable} ${jetbrainsMono.variable}`} data-theme={theme === 'system' ? undefined : theme} data-banner={banner ?? undefined}>
      <body>
        <BannerProvider words={banner}>{children}</BannerProvider>
      </body>
    </html>
  );
}
