'use client';
import type { ReactNode } from 'react';
import { Page, PageHeader } from '#components/shell/page.tsx';
import { useCan } from '#components/shell/viewer.tsx';
import { Tabs } from '#components/ui/tabs.tsx';

/** The frame of the settings pages with its tabs; those that the viewer may not use are not offered. */
export function SettingsFrame({ current, children }: { current: 'sources' | 'tokens'; children: ReactNode }) {
  const mayTokens = useCan('token:write');
  return (
    <Page>
      <PageHeader title="Settings" />
      <Tabs
        label="Settings"
        current={current}
        className="mb-4"
        tabs={[{ id: 'sources', label: 'Sources', href: '/settings' }, ...(mayTokens ? [{ id: 'tokens', label: 'API tokens', href: '/settings/tokens' }] : [])]}
      />
      {children}
    </Page>
  );
}
