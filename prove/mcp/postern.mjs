import { spawn } from 'node:child_process';
import { cpSync, createWriteStream, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const root = process.env.POSTERN_ROOT;
const START_MILLIS = 120_000;
const STOP_MILLIS = 30_000;
const BETWEEN_LOOKS_MILLIS = 200;
const FILES = ['postern.yaml', 'targets/server.yaml'];

/** A port that was free a moment ago. */
export async function freePort() {
  const server = createServer();
  await new Promise((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise(resolve => server.close(resolve));
  return port;
}

/**
 * `postern serve` with the configuration beside this file.
 *
 * @param directory where configuration, log and data go; made already
 * @param values what stands for each ${name} in the configuration
 */
export async function serve(directory, values) {
  cpSync(new URL('gateway', import.meta.url), directory, { recursive: true });
  for (const file of FILES.map(name => join(directory, name))) {
    writeFileSync(file, readFileSync(file, 'utf8').replace(/\$\{(\w+)\}/g, (_, name) => values[name]));
  }
  const log = join(directory, 'postern.log');
  const child = spawn(join(root, 'postern'), ['serve', '--config', join(directory, 'postern.yaml')], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  process.once('exit', () => child.kill('SIGTERM'));
  const output = createWriteStream(log);
  child.stdout.pipe(output, { end: false });
  child.stderr.pipe(output, { end: false });
  const exit = new Promise(resolve => child.once('exit', resolve));
  await ready(child, `http://127.0.0.1:${values.port}/readyz`, log);
  return {
    stop: async () => {
      child.kill('SIGTERM');
      const hard = setTimeout(() => child.kill('SIGKILL'), STOP_MILLIS);
      const status = await exit;
      clearTimeout(hard);
      output.end();
      return status;
    },
  };
}

async function ready(child, url, log) {
  const end = Date.now() + START_MILLIS;
  while (!(await fetch(url).then(answer => answer.ok, () => false))) {
    if (child.exitCode !== null || Date.now() > end) {
      child.kill('SIGKILL');
      throw new Error(`postern did not start:\n${readFileSync(log, 'utf8').slice(-4000)}`);
    }
    await pause(BETWEEN_LOOKS_MILLIS);
  }
}
