import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import dynalite from 'dynalite';

// DynamoDB and the user pool's keys, in a process of their own: their work is nobody's processor time but their own.
// Told what keys to serve, it tells where it is.

process.once('message', (keys: unknown) => {
  const dynamoDb = dynalite({ createTableMs: 0 });
  const keyServer = createServer((_, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify(keys));
  });
  dynamoDb.listen(0, '127.0.0.1', () => {
    keyServer.listen(0, '127.0.0.1', () => {
      const [dynamoDbPort, keysPort] = [dynamoDb, keyServer].map((server) => (server.address() as AddressInfo).port);
      process.send?.({
        dynamoDb: `http://127.0.0.1:${String(dynamoDbPort)}`,
        cognito: `http://127.0.0.1:${String(keysPort)}`,
      });
    });
  });
});
process.on('disconnect', () => process.exit());
