// Carries one stdio server over Streamable HTTP, a child process for each session: node bridge.mjs PROGRAM.
import { randomUUID } from 'node:crypto';
import express from 'express';
import { localhostHostValidation } from '@modelcontextprotocol/express';
import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node';
import { isInitializeRequest } from '@modelcontextprotocol/server';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';

const program = process.argv[2];
const sessions = new Map();

async function open() {
  const web = new NodeStreamableHTTPServerTransport({
    sessionIdGenerator: () => randomUUID(),
    onsessioninitialized: id => void sessions.set(id, web),
  });
  const pipe = new StdioClientTransport({ command: process.execPath, args: [program], env: process.env });
  web.onmessage = message => pipe.send(message);
  pipe.onmessage = message => web.send(message);
  web.onclose = () => {
    sessions.delete(web.sessionId);
    pipe.close();
  };
  pipe.onclose = () => web.close();
  await pipe.start();
  await web.start();
  return web;
}

const app = express();
app.use(localhostHostValidation());
app.use(express.json({ limit: '4mb' }));
app.all('/mcp', async (request, response) => {
  const id = request.get('mcp-session-id');
  const opens = id === undefined && request.method === 'POST' && isInitializeRequest(request.body);
  const session = opens ? await open() : sessions.get(id);
  if (session) await session.handleRequest(request, response, request.body);
  else response.status(id === undefined ? 400 : 404).json({ jsonrpc: '2.0', id: null, error: { code: -32000, message: 'no session' } });
});
const listener = app.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => console.log(`port ${listener.address().port}`));
