import { expect, test } from '@playwright/test';
import { findCluster, waitForFleet } from '#e2e/harness/demo-api.ts';
import { signInAs } from '#e2e/harness/sign-in.ts';

test('a cluster is repaved by a plan that was seen, followed live to its end, and recorded', async ({ page, browser }) => {
  // A whole rollout is waited for, and its successor machines on a busy computer take their time.
  test.setTimeout(240_000);
  await signInAs(page, 'operator');
  await waitForFleet(page);
  const cluster = await findCluster(page, 'edge-us-02');
  await page.goto(`/clusters/${cluster.id}`);
  await page.getByRole('button', { name: 'Repave this cluster…' }).click();
  const asking = page.getByRole('dialog', { name: 'Repave edge-us-02' });
  await asking.getByLabel('Name').fill('October kernel on edge-us-02');
  await asking.getByRole('button', { name: 'Preview the plan' }).click();

  await expect(page.getByRole('heading', { level: 1, name: 'October kernel on edge-us-02' })).toBeVisible();
  await expect(page.getByText('Draft', { exact: true })).toBeVisible();
  const plan = page.getByRole('region', { name: 'Will be repaved' });
  await expect(plan.getByRole('link', { name: 'edge-us-02', exact: true })).toBeVisible();
  await expect(plan.getByText('Step 1: KubeadmControlPlane')).toBeVisible();

  await page.getByRole('button', { name: /^Repave 1 cluster \([\d,]+ machines\)…$/ }).click();
  const confirming = page.getByRole('dialog', { name: /^Repave 1 cluster/ });
  await confirming.getByLabel('Reason').fill('Kernel fixes of October');
  await confirming.getByRole('button', { name: /^Repave 1 cluster/ }).click();
  await expect(page.getByText('Running', { exact: true })).toBeVisible();

  // From here on nothing reloads the page: a reload would forget this mark.
  await page.evaluate(() => document.body.setAttribute('data-never-reloaded', 'true'));
  const machines = page.getByRole('table', { name: 'Machines of edge-us-02' });
  await expect(machines.getByText(/^(creating|joining|draining|deleting)$/).first()).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole('list', { name: 'Events, newest first' })).toContainText('Kernel fixes of October');
  await expect(page.getByText('Succeeded', { exact: true })).toBeVisible({ timeout: 120_000 });
  await expect(page.getByRole('img', { name: /^(\d+) of \1 machines replaced$/ })).toBeVisible();
  await expect(page.locator('body')).toHaveAttribute('data-never-reloaded', 'true');

  const auditor = await browser.newContext();
  try {
    const audit = await auditor.newPage();
    await signInAs(audit, 'auditor');
    await audit.goto('/audit?action=campaign.start');
    await expect(audit.getByText(/^Chain of [\d,]+ records intact$/)).toBeVisible();
    const record = audit.getByRole('button', { name: /October kernel on edge-us-02/ });
    await expect(record).toContainText('Platform engineer');
    await expect(record).toContainText('Kernel fixes of October');
    await record.click();
    await audit.getByRole('link', { name: 'all of this campaign' }).click();
    const acts = audit.getByRole('list', { name: 'Audit records, newest first' });
    for (const action of ['campaign.create', 'campaign.start', 'campaign.target.succeed', 'campaign.succeed']) await expect(acts.getByRole('button', { name: action })).toBeVisible();
    await audit.getByRole('link', { name: 'October kernel on edge-us-02' }).click();
    await expect(audit.getByRole('heading', { level: 1, name: 'October kernel on edge-us-02' })).toBeVisible();
  } finally {
    await auditor.close();
  }
});
