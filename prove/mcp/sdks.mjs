// The official TypeScript clients, each behind the same few words.
import * as first from '@modelcontextprotocol/sdk/client/index.js';
import * as firstHttp from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import * as firstTypes from '@modelcontextprotocol/sdk/types.js';
import * as second from '@modelcontextprotocol/client';

const ABOUT = { name: 'postern-prove', version: '1.0.0' };
const CAPABILITIES = { roots: { listChanged: true }, sampling: {}, elicitation: { form: {} } };

/** What the person and the model behind the client say, whatever they are asked. */
const ANSWERS = {
  'roots/list': () => ({ roots: [{ uri: 'file:///prove', name: 'prove' }] }),
  'sampling/createMessage': () => ({
    role: 'assistant',
    content: { type: 'text', text: 'the model says yes' },
    model: 'prove',
    stopReason: 'endTurn',
  }),
  'elicitation/create': () => ({ action: 'accept', content: { name: 'Ada', check: true } }),
};
const NOTICES = ['notifications/message', 'notifications/resources/updated', 'notifications/tools/list_changed'];

const FIRST_SCHEMAS = {
  'roots/list': firstTypes.ListRootsRequestSchema,
  'sampling/createMessage': firstTypes.CreateMessageRequestSchema,
  'elicitation/create': firstTypes.ElicitRequestSchema,
  'notifications/message': firstTypes.LoggingMessageNotificationSchema,
  'notifications/resources/updated': firstTypes.ResourceUpdatedNotificationSchema,
  'notifications/tools/list_changed': firstTypes.ToolListChangedNotificationSchema,
};

function prepare(client, named) {
  const heard = [];
  const asked = [];
  for (const [method, answer] of Object.entries(ANSWERS)) {
    client.setRequestHandler(named(method), request => {
      asked.push({ method, params: request.params });
      return answer();
    });
  }
  for (const method of NOTICES) client.setNotificationHandler(named(method), ({ params }) => void heard.push({ method, params }));
  return { client, heard, asked };
}

function ofFirst(url, headers) {
  return {
    ...prepare(new first.Client(ABOUT, { capabilities: CAPABILITIES }), method => FIRST_SCHEMAS[method]),
    transport: new firstHttp.StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }),
    call: (client, params, options) => client.callTool(params, undefined, options),
  };
}

function ofSecond(url, headers, options = {}) {
  return {
    ...prepare(new second.Client(ABOUT, { capabilities: CAPABILITIES, ...options }), method => method),
    transport: new second.StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }),
    call: (client, params, options) => client.callTool(params, options),
  };
}

/** Each gives `{ client, transport, call, heard, asked }`, not connected yet; `call` is a tool call with options. */
export const sdks = {
  '@modelcontextprotocol/sdk': ofFirst,
  '@modelcontextprotocol/client': ofSecond,
  '@modelcontextprotocol/client, trying the stateless era first': (url, headers) =>
    ofSecond(url, headers, { versionNegotiation: { mode: 'auto' } }),
};
