import { expect, test } from '@playwright/test';
import { waitForFleet } from '#e2e/harness/demo-api.ts';
import { untilLive } from '#e2e/harness/live-page.ts';
import { signInAs } from '#e2e/harness/sign-in.ts';

test('the palette opens a cluster by its name and a page by its word', async ({ page }) => {
  await signInAs(page, 'operator');
  await waitForFleet(page);
  await page.goto('/');
  await expect(page.getByRole('heading', { level: 1, name: 'Fleet' })).toBeVisible();
  await untilLive(page);
  await page.keyboard.press('ControlOrMeta+k');
  const palette = page.getByRole('dialog', { name: 'Search or act' });
  await palette.getByRole('combobox').fill('payments-prod-ap');
  await expect(palette.getByRole('option', { name: /payments-prod-ap/ })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'payments-prod-ap' })).toBeVisible();
  await page.keyboard.press('ControlOrMeta+k');
  await palette.getByRole('combobox').fill('campai');
  await expect(palette.getByRole('option', { name: 'Campaigns' })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Campaigns' })).toBeVisible();
});

test('a key pressed before the row that another key chose is drawn still takes that row', async ({ page }) => {
  await signInAs(page, 'operator');
  await waitForFleet(page);
  await page.goto('/clusters?q=edge-ap-0&sort=name');
  await expect(page.getByRole('checkbox', { name: 'Select edge-ap-01' })).toBeVisible();
  await untilLive(page);
  // In one task, so that nothing is rendered in between.
  await page.evaluate(() => {
    for (const key of ['j', 'j', 'x']) document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  });
  await expect(page.getByRole('checkbox', { name: 'Select edge-ap-02' })).toBeChecked();
  await expect(page.getByRole('checkbox', { name: 'Select edge-ap-01' })).not.toBeChecked();
});

test('clusters are filtered, chosen and repaved without a mouse', async ({ page }) => {
  await signInAs(page, 'operator');
  await waitForFleet(page);
  await page.goto('/clusters');
  await untilLive(page);
  await page.keyboard.press('/');
  await expect(page.getByRole('searchbox', { name: 'Part of the name' })).toBeFocused();
  await page.keyboard.type('edge-ap-03');
  await expect(page.getByText('1 match')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL(/q=edge-ap-03/);
  // The counts may answer before the list does.
  const row = page.getByRole('row', { name: /edge-ap-03/ });
  await expect(row).toBeVisible();
  await page.keyboard.press('j');
  await expect(row).toBeFocused();
  await page.keyboard.press('x');
  await expect(page.getByRole('checkbox', { name: 'Select edge-ap-03' })).toBeChecked();
  const repave = page.getByRole('button', { name: 'Repave 1 cluster…' });
  await repave.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Repave edge-ap-03' });
  await expect(dialog).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(repave).toBeFocused();

  // What goes away by being pressed leaves the focus where one goes on.
  const clear = page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Clear' });
  await clear.focus();
  await page.keyboard.press('Enter');
  await expect(clear).toHaveCount(0);
  await expect(page.getByRole('table', { name: 'Clusters' })).toBeFocused();
  await page.getByRole('button', { name: 'Clear all' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText(/^41 clusters/)).toBeVisible();
  await expect(page.getByRole('searchbox', { name: 'Part of the name' })).toBeFocused();
});

test('a row that scrolls back into view leaves the focus where somebody types', async ({ page }) => {
  await signInAs(page, 'operator');
  await waitForFleet(page);
  await page.setViewportSize({ width: 1440, height: 480 });
  await page.goto('/clusters');
  const first = page.getByRole('checkbox', { name: 'Select core-dev-eu' });
  const field = page.getByRole('searchbox', { name: 'Part of the name' });
  await first.click();
  await expect(first).toBeChecked();
  await page.getByRole('columnheader', { name: 'Cluster' }).hover();
  await page.mouse.wheel(0, 4000);
  await expect(first).toHaveCount(0);
  await field.click();
  await page.getByRole('columnheader', { name: 'Cluster' }).hover();
  await page.mouse.wheel(0, -4000);
  await expect(first).toBeChecked();
  await expect(field).toBeFocused();
});
