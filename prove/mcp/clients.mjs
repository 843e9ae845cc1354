// Lets the official TypeScript clients work with servers from npm, directly and through the gateway, and compares what
// comes of each scene: node clients.mjs OUT
import { mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { child } from './child.mjs';
import { compareLedger, gateway } from './gateway.mjs';
import { freePort } from './postern.mjs';
import { scenes } from './scenes.mjs';
import { sdks } from './sdks.mjs';

/** A scene that takes longer has failed. */
const SCENE_MILLIS = 30_000;

const out = resolve(process.argv[2]);
const program = name => createRequire(import.meta.url).resolve(`@modelcontextprotocol/${name}/dist/index.js`);
const here = name => new URL(name, import.meta.url).pathname;

/** Each server: how it is started, afresh for each client. */
const servers = {
  everything: port => child(program('server-everything'), {
    words: ['streamableHttp'],
    env: { PORT: String(port) },
    announces: /listening on port (\d+)/,
  }),
  memory: (port, directory) => child(here('bridge.mjs'), {
    words: [program('server-memory')],
    env: { PORT: String(port), MEMORY_FILE_PATH: join(directory, `memory-${port}.jsonl`) },
  }),
};

/** What came of a scene: its value, or how it failed. */
async function played(scene, stage) {
  const late = pause(SCENE_MILLIS, undefined, { ref: false }).then(() => {
    throw new Error('it took too long');
  });
  try {
    return `answered ${JSON.stringify(await Promise.race([scene(stage), late]))}`;
  } catch (failure) {
    return `failed ${failure.code ?? ''} ${failure.message}`;
  }
}

/** All scenes of one client with one server, as a map of scene to what came of it. */
async function allOf(sdk, server, url, headers) {
  const stage = sdk(url, headers);
  const outcomes = new Map();
  outcomes.set('connects', await played(async () => void (await stage.client.connect(stage.transport)), stage));
  for (const [name, scene] of Object.entries(scenes[server])) outcomes.set(name, await played(scene, stage));
  outcomes.set('ends its session', await played(async () => void (await stage.transport.terminateSession()), stage));
  await stage.client.close();
  return outcomes;
}

function compare(title, direct, through) {
  let differ = 0;
  for (const [scene, left] of direct) {
    const right = through.get(scene);
    if (left === right) continue;
    differ++;
    console.log(`differs: ${title}: ${scene}`);
    console.log(`  direct:  ${left.slice(0, 1000)}`);
    console.log(`  through: ${right.slice(0, 1000)}`);
  }
  return differ;
}

const tally = { direct: 0, through: 0, differ: 0 };
let wrong = 0;
rmSync(out, { recursive: true, force: true });
for (const [server, start] of Object.entries(servers)) {
  for (const [name, sdk] of Object.entries(sdks)) {
    const directory = join(out, `${server}-${Object.keys(sdks).indexOf(name)}`);
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const ends = [await start(await freePort(), directory), await start(await freePort(), directory)];
    try {
      const [direct, target] = ends.map(({ port }) => `http://127.0.0.1:${port}`);
      const alone = await allOf(sdk, server, `${direct}/mcp`, {});
      const between = await gateway(join(directory, 'gateway'), target);
      let through;
      try {
        through = await allOf(sdk, server, between.bare, { Authorization: `Bearer ${between.token}` });
      } finally {
        await between.close();
      }
      const answered = outcomes => [...outcomes.values()].filter(told => told.startsWith('answered')).length;
      const differ = compare(`${name}, ${server}`, alone, through);
      console.log(`${name}, ${server}: ${alone.size} scenes, ${answered(alone)} answered directly, ${answered(through)} through, ${differ} differ`);
      wrong += compareLedger(join(directory, 'gateway'), between.journal);
      tally.direct += answered(alone);
      tally.through += answered(through);
      tally.differ += differ;
    } finally {
      for (const end of ends) end.stop();
    }
  }
}
console.log(`direct ${tally.direct}, through ${tally.through}, differ ${tally.differ}`);
process.exitCode = tally.differ + wrong === 0 ? 0 : 1;
