// What went to a server and what it asked, seen on the wire behind the gateway, in the words of the ledger's labels.

const EVENTS = 'text/event-stream';

/** Ids are unique within a session alone. */
const key = (session, id) => JSON.stringify([session, id]);

/** What the ledger calls a message of the client; empty for frames of something that has an entry already. */
function labelOf({ method, params = {} }, question) {
  if (method === undefined) return `answer to ${question ?? 'nothing that was asked'}`;
  if (method === 'notifications/cancelled') return '';
  const { name, uri, ref } = params;
  const about = method === 'completion/complete' ? `${ref?.name ?? ''}${ref?.uri ?? ''}` : (name ?? uri ?? '');
  return about && /^(tools|resources|prompts|completion)\//.test(method) ? `${method} ${about}` : method;
}

/** The JSON-RPC messages in an answer's body: one, several, or the data of an event stream. */
function* messagesIn(text, type) {
  const documents = type === EVENTS
    ? text.split(/\r?\n\r?\n/).map(event =>
        event.split(/\r?\n/).filter(line => line.startsWith('data:')).map(line => line.slice(5).trimStart()).join('\n'))
    : [text];
  for (const document of documents.filter(each => each.trim() !== '')) {
    const parsed = JSON.parse(document);
    yield* Array.isArray(parsed) ? parsed : [parsed];
  }
}

/** Listens to a relay; `operations()` is what it saw, as lines `caller label`, sorted. */
export class Journal {
  #seen = [];
  #asked = new Map();

  witness = (request, body) => {
    const session = request.headers['mcp-session-id'];
    if (request.method === 'POST') {
      for (const message of messagesIn(body.toString(), 'application/json')) {
        const label = labelOf(message, this.#asked.get(key(session, message.id)));
        if (label) this.#seen.push(`PERSON ${label}`);
      }
    } else if (request.method === 'GET') {
      this.#seen.push(`PERSON GET stream${request.headers['last-event-id'] === undefined ? '' : ', resumed'}`);
    } else {
      this.#seen.push(`PERSON ${request.method} session`);
    }
    const decoder = new TextDecoder();
    let rest = '';
    return {
      text: (chunk, { headers }) => {
        if (!headers['content-type']?.startsWith(EVENTS)) return;
        rest += decoder.decode(chunk, { stream: true });
        const end = rest.lastIndexOf('\n\n');
        if (end >= 0) {
          this.#hear(session, rest.slice(0, end));
          rest = rest.slice(end + 2);
        }
      },
    };
  };

  operations() {
    return this.#seen.toSorted();
  }

  #hear(session, events) {
    for (const { method, id } of messagesIn(events, EVENTS)) {
      if (method === undefined || id === undefined) continue;
      this.#asked.set(key(session, id), method);
      this.#seen.push(`SERVER ${method}`);
    }
  }
}
