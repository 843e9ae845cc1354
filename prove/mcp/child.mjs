import { spawn } from 'node:child_process';

const START_MILLIS = 60_000;

/**
 * A server in a child process that says where it listens, in a line that `announces` matches with the port as its
 * first group, on either of its outputs.
 */
export async function child(file, { env = {}, words = [], announces = /^port (\d+)$/m } = {}) {
  const process_ = spawn(process.execPath, [file, ...words], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  process.once('exit', () => process_.kill('SIGTERM'));
  let told = '';
  const port = await new Promise((resolve, reject) => {
    const failed = why => reject(new Error(`${file}: ${why}\n${told.slice(-4000)}`));
    const late = setTimeout(() => failed('did not say its port'), START_MILLIS);
    const hear = text => {
      told += text;
      const said = announces.exec(told);
      if (said) {
        clearTimeout(late);
        resolve(Number(said[1]));
      }
    };
    process_.stdout.setEncoding('utf8').on('data', hear);
    process_.stderr.setEncoding('utf8').on('data', hear);
    process_.once('exit', status => failed(`ended with ${status}`));
    process_.once('error', error => failed(error.message));
  });
  return { port, stop: () => process_.kill('SIGTERM') };
}
