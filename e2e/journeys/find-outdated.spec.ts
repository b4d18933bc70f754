import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { readClusters, waitForFleet } from '#e2e/harness/demo-api.ts';
import { signInAs } from '#e2e/harness/sign-in.ts';

test('a cluster past its end of support is found by facet, sorted, opened, and its address can be shared', async ({ page, browser }) => {
  await signInAs(page, 'operator');
  await waitForFleet(page);
  await page.goto('/clusters');
  await expect(page.getByText(/^41 clusters/)).toBeVisible();

  await page.getByRole('search', { name: 'Clusters' }).getByRole('button', { name: /^Support/ }).click();
  const ended = page.getByRole('checkbox', { name: /^ended/ });
  const expected = await readClusters(page, 'support=ended');
  expect(expected.length).toBeGreaterThan(1);
  await expect(page.locator('label').filter({ has: ended })).toHaveText(`ended${expected.length}`);
  await ended.check();
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL(/support=ended/);
  await expect(page.getByText(`${expected.length} match`)).toBeVisible();
  const table = page.getByRole('table', { name: 'Clusters' });
  await expect(table.getByRole('checkbox', { name: /^Select (?!all)/ })).toHaveCount(expected.length);

  await page.getByRole('columnheader', { name: /Oldest node/ }).getByRole('button').click();
  await expect(page).toHaveURL(/sort=-?oldestNode/);
  await expect(page.getByRole('columnheader', { name: /Oldest node/ })).not.toHaveAttribute('aria-sort', 'none');

  const other = await browser.newContext();
  try {
    const shared = await other.newPage();
    await signInAs(shared, 'viewer');
    await shared.goto(page.url());
    await expect(shared.getByText(`${expected.length} match`)).toBeVisible();
  } finally {
    await other.close();
  }

  const wanted = expected.find(({ freshness }) => freshness.state === 'fresh')!;
  await table.getByRole('link', { name: wanted.name, exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: wanted.name })).toBeVisible();
  const fact = (label: string) => page.locator('dl > div').filter({ has: page.locator('dt', { hasText: new RegExp(`^${label}$`) }) });
  await expect(fact('Control plane')).toContainText(wanted.controlPlaneVersion!);
  await expect(fact('Support')).toContainText(/ended/);
  await expect(fact('Oldest node')).toContainText(/\d+ d/);
});

test('each bar of node ages opens exactly the clusters that it counts', async ({ page }) => {
  await signInAs(page, 'viewer');
  await waitForFleet(page);
  const bars = page.getByRole('group', { name: 'Nodes by age' }).getByRole('link');
  await page.goto('/');
  await expect(bars).not.toHaveCount(0);
  for (const place of Array(await bars.count()).keys()) {
    // Clusters repaved by others meanwhile may move a node from bar to bar.
    await expect(async () => {
      await page.goto('/');
      const [, band, clusters] = /^(.+): \d+ in (\d+) clusters?/.exec((await bars.nth(place).getAttribute('aria-label'))!)!;
      await bars.nth(place).click();
      await expect(page.getByRole('button', { name: `Has nodes of ${band}` })).toBeVisible();
      await expect(page.getByText(new RegExp(`^${clusters} match`))).toBeVisible({ timeout: 2000 });
    }).toPass();
  }
});

test('the version map shows what is filtered, to its last row, and each cell opens exactly what it counts', async ({ page }) => {
  await signInAs(page, 'viewer');
  await waitForFleet(page);
  await page.setViewportSize({ width: 1440, height: 420 });
  await page.goto('/clusters?support=ended,maintenance');
  await page.getByRole('link', { name: 'Version map' }).click();
  await expect(page).toHaveURL(/support=ended,maintenance&view=versions/);
  const map = page.getByRole('table', { name: 'Clusters by environment and version' });
  const expected = await readClusters(page, 'support=ended,maintenance');
  await expect(page.getByText(`${expected.length} match`)).toBeVisible();
  const last = map.getByRole('row').last();
  await map.getByRole('columnheader', { name: 'Environment' }).hover();
  await page.mouse.wheel(0, 4000);
  await expect(last).toBeInViewport({ ratio: 0.9 });
  const cells = map.getByRole('cell').getByRole('link');
  const counts = (await cells.allTextContents()).map((text) => Number(/: (\d+)/.exec(text)![1]));
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(expected.length);
  await cells.last().click();
  await expect(page.getByText(new RegExp(`^${counts.at(-1)} match`))).toBeVisible();
  await expect(page).toHaveURL(/environment=.+&support=ended,maintenance&version=/);
  await page.getByRole('link', { name: 'Version map' }).click();
  await expect(cells).toHaveCount(1);
});

test('what is filtered is saved whole, as CSV and as JSON', async ({ page }) => {
  await signInAs(page, 'auditor');
  await waitForFleet(page);
  const names = (await readClusters(page, 'support=ended')).map(({ name }) => name).toSorted();
  await page.goto('/clusters?support=ended');
  await expect(page.getByText(`${names.length} match`)).toBeVisible();
  const save = async (form: 'CSV' | 'JSON') => {
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    await page.getByRole('button', { name: form, exact: true }).click();
    return readFile(await (await saved).path(), 'utf8');
  };
  const [header, ...lines] = (await save('CSV')).trimEnd().split('\r\n');
  expect(header).toMatch(/^name,namespace,source,/);
  expect(lines.map((line) => line.split(',')[0]!).toSorted()).toEqual(names);
  expect((JSON.parse(await save('JSON')) as { name: string }[]).map(({ name }) => name).toSorted()).toEqual(names);

  await page.goto('/audit?action=session.create');
  expect((JSON.parse(await save('JSON')) as { action: string }[]).map(({ action }) => action)).toContain('session.create');
});
