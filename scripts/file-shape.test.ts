import { describe, expect, test } from 'vitest';
import { examineLength, examineName } from './file-shape.ts';

describe('a file name', () => {
  test.each(['lib/kernel/app-error.ts', 'lib/sync/apply.db.test.ts', 'app/(dashboard)/clusters/[id]/page.tsx', 'app/api/v1/[[...rest]]/route.ts', 'e2e/journeys/first-sign-in.spec.ts'])('%s is well chosen', (file) => {
    expect(examineName(file)).toEqual([]);
  });

  test.each(['lib/kernel/AppError.ts', 'lib/kernel/app_error.ts', 'lib/utils.ts', 'lib/shared/thing.ts', 'components/common/button.tsx', 'lib/sync/helpers.test.ts', 'lib/campaigns/manager.ts'])('%s is not', (file) => {
    expect(examineName(file)).toHaveLength(1);
  });
});

test('a file may have 400 lines and no more', () => {
  expect(examineLength('a.ts', 'x\n'.repeat(400))).toEqual([]);
  expect(examineLength('a.ts', 'x\n'.repeat(401))).toEqual(['a.ts: 401 lines are more than 400.']);
});
