import http from 'node:http';

/**
 * An HTTP relay that passes bytes and heads on as they came, header by header.
 *
 * @param to the origin that it speaks to, for example http://127.0.0.1:4000
 * @param port where it listens on the loopback address; 0 for any
 * @param added headers that it adds to each request, and nothing else
 * @param witness told of each request: `asked(head, body)` returns what is told `status`, `text` and `end`
 */
export async function relay({ to, port = 0, added = {}, witness }) {
  const origin = new URL(to);
  const agent = new http.Agent({ keepAlive: false });
  const server = http.createServer((request, response) => {
    const chunks = [];
    const forward = http.request({
      agent,
      host: origin.hostname,
      port: origin.port,
      method: request.method,
      path: request.url,
      headers: [...request.rawHeaders, ...Object.entries(added).flat()],
      setHost: false,
    });
    let seen;
    request.on('data', chunk => chunks.push(chunk));
    request.on('end', () => (seen = witness?.(request, Buffer.concat(chunks))));
    request.pipe(forward);
    forward.on('response', answer => {
      response.sendDate = false;
      response.writeHead(answer.statusCode, answer.statusMessage, answer.rawHeaders);
      response.flushHeaders();
      answer.on('data', chunk => seen?.text(chunk, answer));
      answer.on('error', () => response.destroy());
      answer.pipe(response);
    });
    forward.on('error', () => response.destroy());
    response.on('close', () => forward.destroy());
  });
  server.requestTimeout = 0;
  await new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  return {
    port: server.address().port,
    close: () => {
      server.closeAllConnections();
      server.close();
      agent.destroy();
    },
  };
}
