// What the clients do with each server. A scene gives what came of it, in a form that is the same on every run.
import { setTimeout as pause } from 'node:timers/promises';

const LOOK_MILLIS = 20;
const LONGEST_LOOK_MILLIS = 10_000;

/** What stands in a list once something is in it, or after the longest wait. */
async function eventually(list, wanted) {
  for (let waited = 0; waited < LONGEST_LOOK_MILLIS; waited += LOOK_MILLIS) {
    const found = list.find(wanted);
    if (found) return found;
    await pause(LOOK_MILLIS);
  }
  throw new Error('nothing came');
}

const calls = (name, args = {}) => ({ client }) => client.callTool({ name, arguments: args });

/** What the server says of itself, without tasks: the gateway does not carry them, and takes the promise away. */
function introduction({ client }) {
  const { tasks, ...capabilities } = client.getServerCapabilities();
  return [client.getServerVersion(), capabilities, client.getInstructions()];
}

const shared = {
  introduces: introduction,
  pings: ({ client }) => client.ping(),
  'lists tools': ({ client }) => client.listTools(),
  'calls an unknown tool': calls('no-such-tool'),
};

const everything = {
  ...shared,
  'lists prompts': ({ client }) => client.listPrompts(),
  'lists resources': ({ client }) => client.listResources(),
  'lists templates': ({ client }) => client.listResourceTemplates(),
  echoes: calls('echo', { message: 'Grüße, 世界 \u0000 "quoted" 1e400' }),
  adds: calls('get-sum', { a: 0.1, b: 12345678901234567890 }),
  'refuses wrong arguments': calls('get-sum', { a: 'one' }),
  'shows a picture': calls('get-tiny-image'),
  'shows structured content': calls('get-structured-content', { location: 'Chicago' }),
  'shows annotations': calls('get-annotated-message', { messageType: 'error', includeImage: true }),
  'shows links': calls('get-resource-links', { count: 3 }),
  'asks for roots': calls('get-roots-list'),
  'asks the model': async ({ client, asked }) => [
    await client.callTool({ name: 'trigger-sampling-request', arguments: { prompt: 'yes?', maxTokens: 10 } }),
    asked.filter(({ method }) => method === 'sampling/createMessage'),
  ],
  'asks the person': async ({ client, asked }) => [
    await client.callTool({ name: 'trigger-elicitation-request', arguments: {} }),
    asked.filter(({ method }) => method === 'elicitation/create'),
  ],
  'tells progress': async ({ client, call }) => {
    const params = { name: 'trigger-long-running-operation', arguments: { duration: 0.3, steps: 3 } };
    const steps = [];
    const result = await call(client, params, { onprogress: step => steps.push(step) });
    return [result, steps];
  },
  'gets a prompt': ({ client }) => client.getPrompt({ name: 'args-prompt', arguments: { city: 'Oslo', state: 'None' } }),
  'misses an argument of a prompt': ({ client }) => client.getPrompt({ name: 'args-prompt', arguments: {} }),
  completes: ({ client }) =>
    client.complete({
      ref: { type: 'ref/prompt', name: 'completable-prompt' },
      argument: { name: 'department', value: 'E' },
    }),
  'reads a document': async ({ client }) => {
    const { resources } = await client.listResources();
    return client.readResource({ uri: resources[0].uri });
  },
  'reads what is not there': ({ client }) => client.readResource({ uri: 'demo://resource/nowhere' }),
  'sets the level': ({ client }) => client.setLoggingLevel('debug'),
  'hears logs': async ({ client, heard }) => {
    await client.callTool({ name: 'toggle-simulated-logging', arguments: {} });
    const { method, params } = await eventually(heard, ({ method }) => method === 'notifications/message');
    return [method, Object.keys(params).sort()];
  },
  'hears updates': async ({ client, heard }) => {
    const uri = 'demo://resource/dynamic/text/1';
    await client.subscribeResource({ uri });
    await client.callTool({ name: 'toggle-subscriber-updates', arguments: {} });
    const update = await eventually(heard, ({ method }) => method === 'notifications/resources/updated');
    await client.unsubscribeResource({ uri });
    return update;
  },
  'cancels, and goes on': async ({ client, call }) => {
    const params = { name: 'trigger-long-running-operation', arguments: { duration: 20, steps: 100 } };
    const given = new AbortController();
    const outcome = await call(client, params, { signal: given.signal, onprogress: () => given.abort('enough') })
      .then(() => 'answered', () => 'cancelled');
    return [outcome, await client.callTool({ name: 'echo', arguments: { message: 'still here' } })];
  },
};

const memory = {
  ...shared,
  creates: calls('create_entities', {
    entities: [
      { name: 'Postern', entityType: 'gateway', observations: ['stands between', 'ütf-8 ✓'] },
      { name: 'Ada', entityType: 'person', observations: [] },
    ],
  }),
  relates: calls('create_relations', { relations: [{ from: 'Ada', to: 'Postern', relationType: 'keeps' }] }),
  searches: calls('search_nodes', { query: 'gateway' }),
  reads: calls('read_graph'),
  'refuses wrong arguments': calls('open_nodes', { names: 7 }),
  deletes: calls('delete_entities', { entityNames: ['Ada'] }),
  'reads again': calls('read_graph'),
};

export const scenes = { everything, memory };
