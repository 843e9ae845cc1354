import { generateKeyPairSync, sign } from 'node:crypto';
import http from 'node:http';

const SECONDS = 3600;

/** An issuer for one run: a key that nobody keeps, discovery, a key set, and tokens by `token(claims)`. */
export async function issuer() {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = { ...publicKey.export({ format: 'jwk' }), kid: 'prove', use: 'sig', alg: 'RS256' };
  const server = http.createServer((request, response) => {
    const document = documents[request.url];
    response.writeHead(document ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(document ?? {}));
  });
  await new Promise((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${server.address().port}`;
  const documents = {
    '/.well-known/openid-configuration': {
      issuer: url,
      jwks_uri: `${url}/keys`,
      authorization_endpoint: `${url}/authorize`,
      token_endpoint: `${url}/token`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
    },
    '/keys': { keys: [key] },
  };
  const part = value => Buffer.from(JSON.stringify(value)).toString('base64url');
  return {
    url,
    token: claims => {
      const now = Math.floor(Date.now() / 1000);
      const head = part({ alg: 'RS256', typ: 'at+jwt', kid: key.kid });
      const body = part({ iss: url, iat: now, exp: now + SECONDS, jti: crypto.randomUUID(), client_id: 'prove', ...claims });
      const signature = sign('sha256', Buffer.from(`${head}.${body}`), privateKey).toString('base64url');
      return `${head}.${body}.${signature}`;
    },
    close: () => server.close(),
  };
}
