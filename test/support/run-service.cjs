// Runs a service of the documents as its owner would (test/verify/services.test.ts), in a process of its own, with this folder's
// sample.js; tells its parent the port. It may listen where it wants: it does so on loopback, at any port. What is a function of
// Lambda's, or a route handler, is put behind a server as AWS, or a framework, would.

const http = require('node:http');
const net = require('node:net');
const { createRequire } = require('node:module');
const path = require('node:path');

const { listen } = net.Server.prototype;
net.Server.prototype.listen = function (...args) {
  const whenListening = args.find((arg) => typeof arg === 'function');
  this.once('listening', () => process.send(this.address().port));
  return listen.call(this, { port: 0, host: '127.0.0.1' }, whenListening);
};
process.on('disconnect', () => process.exit());

/** A function URL, or a framework's router: which export answers is what the path names. */
function serve(answer) {
  // Of headers that come twice both make one.
  const server = http.createServer({ joinDuplicateHeaders: true }, (request, response) => {
    answer(request).then(
      ({ status, headers, body }) => response.writeHead(status, headers).end(body),
      () => response.writeHead(502).end(),
    );
  });
  server.listen(3000);
}

const exported = createRequire(path.join(process.cwd(), 'sample.js'))('./sample.js');
const { GET, session } = exported;
if (session !== undefined) {
  serve(async ({ url, headers }) => {
    const event = { version: '2.0', rawPath: url, headers };
    const { statusCode, headers: answered, body } = await exported[url.slice(1)](event, {});
    return { status: statusCode, headers: answered, body };
  });
} else if (GET !== undefined) {
  serve(async ({ url, headers }) => {
    const response = await GET(new Request(`http://localhost${url}`, { headers }));
    return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
  });
}
