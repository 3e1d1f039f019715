// A Lambda function, as Lambda runs it: loads the bundle named by its argument, and answers the events that it is sent.

import { pathToFileURL } from 'node:url';

const { handler } = await import(pathToFileURL(process.argv[2]).href);

process.on('message', async (event) => {
  try {
    process.send({ result: await handler(event) });
  } catch (error) {
    process.send({ error: error.message });
  }
});
// What of Node.js it has loaded.
process.send({ result: process.moduleLoadList });
