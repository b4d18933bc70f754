#!/usr/bin/env node
// Plain JavaScript without dependencies: it runs on the Node that the machine has.
import { runFile } from './run.mjs';

await runFile('lib/launcher/cli.ts', process.argv.slice(2));
