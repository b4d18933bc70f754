import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { appendLog } from './append-log.ts';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'tarmac-log-'));
  file = path.join(folder, 'logs', 'worker.log');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const mebibyte = 'x'.repeat(1024 * 1024);
const append = (line: string) => appendLog(file, line);
const appendMebibytes = (count: number) => {
  for (let written = 0; written < count; written += 1) append(mebibyte);
};

test('is kept below a size with what was before it, for its owner alone', () => {
  append('the first line');
  appendMebibytes(50);
  append('the last line');
  expect(statSync(file).size + statSync(`${file}.1`).size).toBeLessThan(42 * 1024 * 1024);
  expect(readFileSync(file, 'utf8')).toMatch(/x\nthe last line\n$/);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('goes on in the file that is there, and counts what is in it', () => {
  mkdirSync(path.dirname(file));
  writeFileSync(file, mebibyte.repeat(21));
  append('a line');
  expect(readFileSync(file, 'utf8')).toBe('a line\n');
  expect(statSync(`${file}.1`).size).toBe(21 * 1024 * 1024);
});

test('goes on when somebody removed the file or its folder to make room', () => {
  appendMebibytes(15);
  rmSync(file);
  appendMebibytes(15);
  rmSync(path.dirname(file), { recursive: true });
  appendMebibytes(10);
  append('a line');
  expect(readFileSync(file, 'utf8')).toMatch(/x\na line\n$/);
});

test('loses only the lines that could not be written', () => {
  // As good as a full disk: the file cannot be written to while this is so.
  mkdirSync(file, { recursive: true });
  append('lost');
  rmdirSync(file);
  append('kept');
  expect(readFileSync(file, 'utf8')).toBe('kept\n');
  expect(existsSync(`${file}.1`)).toBe(false);
});
