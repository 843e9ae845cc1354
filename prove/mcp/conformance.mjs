// Runs the official suite against a server directly and through the gateway, and compares check by check.
//
//   node conformance.mjs OUT [SERVER]      SERVER is another server's program; it listens where PORT says
import { readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { child } from './child.mjs';
import { compareLedger, gateway } from './gateway.mjs';
import { difference } from './ledger.mjs';
import { freePort } from './postern.mjs';
import { counted, outcome, suite } from './suite.mjs';

const REVISION = '2025-11-25';
const LATER = '2026-07-28';
const UNSUPPORTED_VERSION = -32022;

const out = resolve(process.argv[2]);
const server = process.argv[3] ?? new URL('fixture/server.mjs', import.meta.url).pathname;
const passes = results => [...results.values()].flat().filter(({ status }) => status === 'SUCCESS').length;
const worst = results => [...results].flatMap(([name, checks]) =>
  counted(checks).filter(({ status }) => status !== 'SUCCESS').map(check => ({ name, ...check })));

/** What a client of the stateless era is told: -32022 and the versions that there are. */
async function later(url) {
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': LATER,
    'io.modelcontextprotocol/clientInfo': { name: 'prove', version: '1' },
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
      'mcp-protocol-version': LATER,
      'mcp-method': 'server/discover',
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'server/discover', params: { _meta } }),
  });
  const { error } = await answer.json();
  const { supported, requested } = error?.data ?? {};
  const said = `HTTP ${answer.status}, ${error?.code}, supported ${JSON.stringify(supported)}`;
  const right =
    answer.status === 400 && error?.code === UNSUPPORTED_VERSION && supported?.includes(REVISION) && requested === LATER;
  console.log(`a client of ${LATER}: ${said}${right ? '' : ': not as expected'}`);
  return right ? 0 : 1;
}

function compareResults(direct, through) {
  let differ = 0;
  for (const name of [...new Set([...direct.keys(), ...through.keys()])].sort()) {
    const [left, right] = [outcome(direct.get(name)), outcome(through.get(name))];
    if (left.join('\n') === right.join('\n')) continue;
    differ++;
    console.log(`differs: ${name}`);
    for (const line of difference(left, right)) console.log(`  direct only:  ${line}`);
    for (const line of difference(right, left)) console.log(`  through only: ${line}`);
    for (const { id, why } of through.get(name) ?? []) if (why) console.log(`  through, ${id}: ${why}`);
  }
  return differ;
}

rmSync(out, { recursive: true, force: true });
const directory = join(out, 'gateway');
const fixture = await child(server, { env: { PORT: String(await freePort()) }, announces: /(?:port |localhost:)(\d+)/ });
let wrong = 1;
try {
  const target = `http://127.0.0.1:${fixture.port}`;
  const direct = await suite(`${target}/mcp`, REVISION, join(out, 'direct'));
  const between = await gateway(directory, target, readFileSync(new URL('parts.yaml', import.meta.url), 'utf8'));
  let through;
  let era;
  try {
    through = await suite(between.url, REVISION, join(out, 'through'));
    era = await later(between.url);
  } finally {
    await between.close();
  }
  for (const { name, id, status, why } of worst(direct)) console.log(`direct, ${name}: ${status} ${id}: ${why}`);
  const beside = era + compareLedger(directory, between.journal);
  const differ = compareResults(direct, through);
  wrong = beside + differ + (passes(direct) === 0 ? 1 : 0);
  console.log(`direct ${passes(direct)}, through ${passes(through)}, differ ${differ}`);
} finally {
  fixture.stop();
}
process.exitCode = wrong === 0 ? 0 : 1;
