import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { issuer } from './issuer.mjs';
import { Journal } from './journal.mjs';
import { difference, entries } from './ledger.mjs';
import { freePort, serve } from './postern.mjs';
import { relay } from './relay.mjs';

/**
 * The gateway with everything on, in front of a server, with a relay that watches what comes out of it.
 *
 * @param directory where it keeps everything; made
 * @param target the server's origin; its endpoint is /mcp
 * @param parts what the target's file says of the server's parts
 * @returns `url`, which adds the token by a relay of its own; `bare`, which wants `token`; `journal`; `close()`
 */
export async function gateway(directory, target, parts = '') {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const opened = [];
  const close = async () => {
    for (const each of opened.splice(0).reverse()) await each.close();
  };
  try {
    const identity = await issuer();
    opened.push(identity);
    const journal = new Journal();
    const behind = await relay({ to: target, witness: journal.witness });
    opened.push(behind);
    const [port, front] = [await freePort(), await freePort()];
    const url = `http://127.0.0.1:${front}`;
    const token = identity.token({ sub: 'tester', groups: ['testers'], aud: `${url}/mcp/server` });
    const added = { Authorization: `Bearer ${token}` };
    opened.push(await relay({ to: `http://127.0.0.1:${port}`, port: front, added }));
    const values = { port, url, issuer: identity.url, target: `http://127.0.0.1:${behind.port}/mcp`, parts };
    opened.push({ close: (await serve(directory, values)).stop });
    return { url: `${url}/mcp/server`, bare: `http://127.0.0.1:${port}/mcp/server`, token, journal, close };
  } catch (failure) {
    await close();
    throw failure;
  }
}

/**
 * Holds the ledger of a stopped gateway against what its server saw: every operation has an entry, every entry was one,
 * and every entry has its end. Prints what differs; returns how much.
 */
export function compareLedger(directory, journal) {
  const kept = entries(join(directory, 'data/ledger'));
  const admitted = kept.filter(({ what }) => what === 'admitted').map(({ caller, label }) => `${caller} ${label}`);
  const ended = kept.filter(({ what }) => what === 'closed').length;
  const wire = journal.operations();
  const [unrecorded, unsent] = [difference(wire, admitted), difference(admitted, wire)];
  for (const line of unrecorded) console.log(`on the wire, not in the ledger: ${line}`);
  for (const line of unsent) console.log(`in the ledger, not on the wire: ${line}`);
  for (const { caller, how, label } of kept.filter(({ what }) => what === 'refused')) {
    console.log(`refused: ${caller} ${label}: ${how}`);
  }
  const differ = unrecorded.length + unsent.length + Math.abs(admitted.length - ended) + (admitted.length === 0 ? 1 : 0);
  console.log(`ledger ${admitted.length}, ended ${ended}, wire ${wire.length}, differ ${differ}`);
  return differ;
}
