import { mount } from '../shared/mount';
import './console.css';
import './states.css';
import './tables.css';
import './dialogs.css';
import { App } from './app';
import { AskError, createAsk } from './ask';
import { Problem } from './problem';
import { takeToken } from './token';

const token = takeToken();

mount(
  token === undefined ? (
    <main class="alone">
      <h1>Sessions</h1>
      <Problem
        problem={
          new AskError(
            'wrong_token',
            'Open the address that the console has printed in the terminal, all of it: the part behind # is what lets this page in.',
          )
        }
      />
    </main>
  ) : (
    <App ask={createAsk(token)} />
  ),
);
