import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { minifyContractRouter } from '@orpc/contract';
import { contract } from './contract/contract.ts';

/** Where the contract stands for the browser: methods and paths without schemas, so that Zod is not shipped. */
export const minifiedContractFile = path.join(import.meta.dirname, 'contract/minified.json');

/** The text of that file as the contract is now. */
export function minifyContract(): string {
  return `${JSON.stringify(minifyContractRouter(contract))}\n`;
}

if (import.meta.main) await writeFile(minifiedContractFile, minifyContract());
