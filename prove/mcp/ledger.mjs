import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const root = process.env.POSTERN_ROOT;

/** The entries of a stopped gateway's ledger: `{ what, caller, how, label }`. */
export function entries(ledger) {
  const java = execFileSync(join(root, 'prove/java25'), { encoding: 'utf8' }).trim();
  const words = ['-cp', join(root, 'target/postern/gateway/*'), join(root, 'prove/LedgerEntries.java'), ledger];
  return execFileSync(java, words, { encoding: 'utf8', maxBuffer: 1 << 28 })
    .split('\n')
    .filter(Boolean)
    .map(line => {
      const [what, caller, how, label] = line.split('\t');
      return { what, caller, how, label };
    });
}

/** What stands in one of two sorted lists and not in the other, as often as it does. */
export function difference(left, right) {
  const only = [];
  const counts = new Map();
  for (const line of right) counts.set(line, (counts.get(line) ?? 0) + 1);
  for (const line of left) {
    const count = counts.get(line) ?? 0;
    if (count === 0) only.push(line);
    else counts.set(line, count - 1);
  }
  return only;
}
