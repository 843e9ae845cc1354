import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const program = createRequire(import.meta.url).resolve('@modelcontextprotocol/conformance/dist/index.js');
const DATED = /^server-(.*)-\d{4}-\d\d-\d\dT[\d-]+Z$/;

/** What stands for the checks of a scenario that wrote none. */
const BROKEN_OFF = { id: 'broken-off', status: 'FAILURE', errorMessage: 'the scenario broke off' };

/**
 * Runs the official suite and reads what it wrote of each scenario.
 *
 * @returns its scenarios, each to its checks `{ id, status, why }` in order
 */
export async function suite(url, revision, out) {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  let printed = '';
  const words = [program, 'server', '--url', url, '--requirements', revision, '-o', out];
  const run = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [run.stdout, run.stderr]) stream.setEncoding('utf8').on('data', text => (printed += text));
  await new Promise((resolve, reject) => run.once('error', reject).once('close', resolve));
  const scenarios = new Map();
  for (const folder of readdirSync(out)) {
    const name = DATED.exec(folder)?.[1];
    if (!name) throw new Error(`the suite wrote ${folder}, which is no scenario`);
    const file = join(out, folder, 'checks.json');
    const checks = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [BROKEN_OFF];
    scenarios.set(name, checks.map(({ id, status, errorMessage }) => ({ id, status, why: errorMessage ?? '' })));
  }
  if (scenarios.size === 0) throw new Error(`the suite wrote no results:\n${printed.slice(-4000)}`);
  return scenarios;
}

/** The checks that pass or fail; what is only told does not count. */
export const counted = checks => checks.filter(({ status }) => status !== 'INFO');

/** One line for each check, the same for the same outcome. */
export const outcome = checks => (checks ?? []).map(({ id, status }) => `${status} ${id}`).sort();
