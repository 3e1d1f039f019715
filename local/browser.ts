import { installBrowser } from './browser/install-browser';
import { report } from './run';

// npm run browser: the browser that the pages are tested in, installed if there is none.

try {
  console.log(`Pages are tested in ${installBrowser()}`);
} catch (error) {
  report(error);
}
